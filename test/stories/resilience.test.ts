/** What goes wrong inside a run, and what the run does about it. */
import { all, asset, catalog, daily, external, from, last, materialize, type Outcome, plan, read, same, status, VarveError } from 'varve'
import { memoryConfig } from 'varve/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

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

  test('an observer that throws ends the run once, after the steps in flight', async () => {
    let running = 0
    const slow = asset({
      partitions: days,
      run: async (_, { signal }) => {
        running += 1
        await new Promise(resolve => signal.addEventListener('abort', resolve))
        running -= 1
        return { n: 1 }
      },
    })
    const quick = asset({ run: () => ({ n: 1 }) })
    const observer = {
      settled: () => {
        throw new Error('the observer is broken')
      },
    }
    const lab = memoryConfig(catalog({ slow, quick }))
    await expect(materialize(lab, { concurrency: 5, observer })).rejects.toThrow('the observer is broken')
    expect(running).toBe(0)
  })
})

describe('user code', () => {
  test('a thrown value that is no error is told', async () => {
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
