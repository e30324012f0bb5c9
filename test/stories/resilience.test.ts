/** What goes wrong inside a run, and what the run does about it. */
import {
  all,
  asset,
  catalog,
  daily,
  external,
  from,
  last,
  materialize,
  type Outcome,
  plan,
  type RunEvent,
  type RunObserver,
  read,
  same,
  status,
  VarveError,
} from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { withSnapshot } from '../../packages/core/src/ledger/with-snapshot.ts'
import { overridden } from '../support/overridden.ts'

const days = daily({ start: '2001-01-01', end: '2001-01-05' })
const numbers = () => asset({ partitions: days, run: (_, { partition }) => ({ day: partition.key }) })
const counts = ({ steps }: Outcome) => steps

describe('interruption', () => {
  test('a generator that never yields again is let go', async () => {
    const stuck = asset({
      run: async function* () {
        yield { n: 1 }
        await new Promise(() => {})
      },
    })
    const abort = new AbortController()
    const running = materialize(memoryConfig(catalog({ stuck })), { signal: abort.signal })
    setTimeout(() => abort.abort(), 20)
    expect(await running).toMatchObject({ status: 'interrupted', steps: { done: 0, failed: 0 } })
  })
})

/** Every text in it becomes another one. */
function overwrite(event: object): void {
  for (const [key, value] of Object.entries(event)) {
    if (typeof value === 'object' && value !== null) overwrite(value)
    else Object.assign(event, { [key]: 'overwritten' })
  }
}

describe('observers', () => {
  const day = asset({ partitions: days, run: (_, { partition }) => ({ day: partition.key }) })

  test('one that throws, rejects or never returns fails nothing, slows nobody, and is reported once; the others hear every event', async () => {
    const notes: string[] = []
    const heard: RunEvent['kind'][] = []
    const throws: RunObserver = () => {
      throw new Error('broken')
    }
    const rejects: RunObserver = async () => {
      throw new Error('late')
    }
    const hangs: RunObserver = () => new Promise<never>(() => {})
    const outcome = await materialize(memoryConfig(catalog({ day })), {
      concurrency: 1,
      note: message => notes.push(message),
      observers: [throws, rejects, hangs, ({ kind }) => heard.push(kind)],
    })
    expect(outcome).toMatchObject({ status: 'complete', steps: { done: 4, failed: 0 }, failures: [] })
    expect(notes).toEqual([
      'an observer of the run failed, and the run goes on: broken',
      'an observer of the run failed, and the run goes on: late',
    ])
    const ofStep = ['started', 'attempt', 'published', 'settled']
    expect(heard.toSorted()).toEqual([...ofStep, ...ofStep, ...ofStep, ...ofStep, 'planned', 'ended'].toSorted())
    expect([heard[0], heard.at(-1)]).toEqual(['planned', 'ended'])
  })

  test('an error of an observer in the background is no failure of a step whose event it heard', async () => {
    const seen: unknown[] = []
    const see = (error: unknown) => seen.push(error)
    process.prependOnceListener('uncaughtException', see)
    const listeners = process.listeners('uncaughtException').filter(listener => listener !== see)
    for (const listener of listeners) process.off('uncaughtException', listener)
    const broken = new Error('in a timer')
    const observe: RunObserver = ({ kind }) => {
      if (kind === 'attempt' && seen.length === 0) {
        setTimeout(() => {
          throw broken
        })
      }
    }
    const slow = asset({ run: async () => new Promise<{ n: number }>(resolve => setTimeout(() => resolve({ n: 1 }), 20)) })
    const outcome = await materialize(memoryConfig(catalog({ slow })), { observers: [observe] })
    for (const listener of listeners) process.on('uncaughtException', listener)
    expect(outcome).toMatchObject({ status: 'complete', failures: [] })
    expect(seen).toEqual([broken])
  })

  test('one that changes the events it is given changes them for nobody else: neither another observer nor the outcome', async () => {
    const bad = asset({
      partitions: days,
      run: (_, { partition }): { day: string } => {
        throw new Error(`no ${partition.key}`)
      },
    })
    const reader = asset({ partitions: days, inputs: { bad }, run: ({ bad }) => bad })
    const last = asset({ partitions: days, inputs: { reader }, run: ({ reader }) => reader })
    const heard: RunEvent[] = []
    const outcome = await materialize(memoryConfig(catalog({ bad, reader, last })), {
      partitions: '2001-01-01',
      observers: [overwrite, event => heard.push(event)],
    })
    expect(heard.map(({ kind }) => kind)).toEqual([
      'planned',
      'started',
      'attempt',
      'settled',
      'started',
      'blocked',
      'started',
      'blocked',
      'ended',
    ])
    expect(outcome.failures).toMatchObject([{ asset: 'bad', partition: '2001-01-01', code: 'USER_CODE_FAILED' }])
    const by = { asset: 'bad', partition: '2001-01-01', code: 'USER_CODE_FAILED' }
    expect(outcome.blocked).toMatchObject([
      { asset: 'reader', by },
      { asset: 'last', by },
    ])
  })

  test('a run whose last commit record fails to be written is said to have ended as the ledger says', async () => {
    const lab = memoryConfig(catalog({ day }))
    const ended: RunEvent[] = []
    let isPlanned = false
    const open = (folder: string) => {
      const store = lab.io.open(folder)
      const sweep: typeof store.staged.sweep = async holder => {
        if (isPlanned && holder.startsWith('settle-')) throw new Error('the disk is gone')
        await store.staged.sweep(holder)
      }
      return { ...store, staged: overridden(store.staged, { sweep }) }
    }
    const observe: RunObserver = event => {
      if (event.kind === 'planned') isPlanned = true
      if (event.kind === 'ended') ended.push(event)
    }
    const running = materialize({ ...lab, io: { ...lab.io, open } }, { observers: [observe] })
    await expect(running).rejects.toThrow('the disk is gone')
    const runs = await withSnapshot(lab.lab.ledger, snapshot => snapshot.runs('all'))
    expect(runs).toMatchObject([{ status: 'complete' }])
    expect(ended).toMatchObject([{ status: 'complete' }])
  })

  test('every event is plain: JSON holds it', async () => {
    const events: RunEvent[] = []
    const bad = asset({
      run: (): { n: number } => {
        throw new Error('bad')
      },
    })
    const reader = asset({ inputs: { bad }, run: ({ bad }) => bad })
    const talking = asset({
      run: () => {
        process.stdout.write('hello\n')
        return { n: 1 }
      },
    })
    await materialize(memoryConfig(catalog({ bad, reader, talking })), {
      concurrency: 1,
      captureOutput: true,
      observers: [event => events.push(event)],
    })
    expect(JSON.parse(JSON.stringify(events))).toEqual(events)
    const kindsOf = (name: string) => events.filter(event => 'asset' in event && event.asset === name).map(({ kind }) => kind)
    expect(kindsOf('bad')).toEqual(['started', 'attempt', 'settled'])
    expect(kindsOf('reader')).toEqual(['started', 'blocked'])
    expect(kindsOf('talking')).toEqual(['started', 'attempt', 'log', 'published', 'settled'])
    expect(events.find(({ kind }) => kind === 'blocked')).toMatchObject({ by: { asset: 'bad', partition: '', code: 'USER_CODE_FAILED' } })
  })
})

describe('user code', () => {
  test('a thrown value that is no error is reported', async () => {
    const odd = asset({
      run: (): { n: number } => {
        throw Object.create(null)
      },
    })
    const outcome = await materialize(memoryConfig(catalog({ odd })))
    expect(outcome.failures).toMatchObject([{ asset: 'odd', code: 'USER_CODE_FAILED', message: expect.stringContaining('odd threw') }])
  })

  test('a failed version is tried again by the next run, and until then blocks its readers in status only', async () => {
    let broken = true
    const fragile = asset({
      run: () => {
        if (broken) throw new Error('not today')
        return { n: 1 }
      },
    })
    const reader = asset({ inputs: { fragile }, run: ({ fragile }) => ({ n: fragile.n + 1 }) })
    const lab = memoryConfig(catalog({ fragile, reader }))
    expect(counts(await materialize(lab))).toEqual({ done: 0, reused: 0, skipped: 0, failed: 1, blocked: 1 })
    expect((await status(lab)).assets).toMatchObject([
      { asset: 'fragile', failed: 1 },
      { asset: 'reader', blocked: 1 },
    ])
    broken = false
    expect(counts(await materialize(lab))).toEqual({ done: 2, reused: 0, skipped: 0, failed: 0, blocked: 0 })
  })
})

describe('identity', () => {
  test('an input given in another form is another derivation, though it reads the same bytes', async () => {
    const a = numbers()
    const reading = (mapping: typeof same | ReturnType<typeof last>) => from(a, { partitions: mapping })
    const lab = (mapping: typeof same | ReturnType<typeof last>) =>
      catalog({ a, b: asset({ partitions: days, inputs: { a: reading(mapping) }, run: ({ a }) => ({ many: a instanceof Map }) }) })
    const before = memoryConfig(lab(same))
    await materialize(before)
    expect(await read(before, 'b@2001-01-02')).toEqual({ many: false })
    const after = { ...memoryConfig(lab(last(1))), io: before.io, lab: before.lab }
    expect((await plan(after)).steps.run).toBe(4)
    await materialize(after)
    expect(await read(after, 'b@2001-01-02')).toEqual({ many: true })
  })
})

describe('selection by state', () => {
  test('missing and stale name exactly those partitions, also with force', async () => {
    const config = z.object({ factor: z.int().default(1) })
    const shop = (calls: string[]) => {
      const a = asset({
        partitions: days,
        config,
        run: (_, { partition, config }) => {
          calls.push(partition.key)
          return { n: config.factor }
        },
      })
      return catalog({ a, sum: asset({ inputs: { a: from(a, { partitions: all }) }, run: ({ a }) => ({ days: a.size }) }) })
    }
    const calls: string[] = []
    const names = shop(calls)
    const lab = memoryConfig(names)
    await materialize(lab, { select: 'a', partitions: '2001-01-01..2001-01-02' })
    const changed = { ...memoryConfig(names, { config: { a: { factor: 2 } } }), io: lab.io, lab: lab.lab }
    calls.length = 0
    expect((await plan(changed, { select: 'a', partitions: 'missing' })).assets).toMatchObject([{ partitions: '2001-01-03..2001-01-04' }])
    expect((await plan(changed, { select: 'a', partitions: 'stale' })).assets).toMatchObject([{ partitions: '2001-01-01..2001-01-02' }])
    await materialize(changed, { select: 'a', partitions: 'stale' })
    expect(calls).toEqual(['2001-01-01', '2001-01-02'])
    expect(counts(await materialize(changed, { select: 'a', partitions: 'stale', force: true })).done).toBe(0)
  })
})

describe('externals', () => {
  test('one that cannot be read blocks its readers and nothing else', async () => {
    const raw = external<{ n: number }[]>({
      description: 'a broken source',
      contract: undefined,
      observe: async () => {
        throw new VarveError('EXTERNAL_UNREADABLE', { what: 'the source cannot be read', why: 'it is broken' })
      },
      open: async () => ({ value: async () => [] }),
    })
    const reader = asset({ inputs: { raw }, run: ({ raw }) => ({ n: raw.length }) })
    const other = asset({ run: () => ({ n: 1 }) })
    const outcome = await materialize(memoryConfig(catalog({ raw, reader, other })))
    expect(outcome).toMatchObject({
      status: 'partial',
      steps: { done: 1, blocked: 1 },
      failures: [{ asset: 'raw', code: 'EXTERNAL_UNREADABLE', message: 'the source cannot be read; it is broken' }],
      blocked: [{ asset: 'reader', by: { asset: 'raw', code: 'EXTERNAL_UNREADABLE' } }],
    })
  })
})
