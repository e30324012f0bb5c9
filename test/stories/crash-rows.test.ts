/** The rows of the commit order over a storage that behaves as an object store does: a run that dies there, and another that finishes its work. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Storage, sha256 } from '@varve/core'
import { asset, catalog, daily, from, history, ioManager, json, last, memory, type Outcome, product, segments, status, verify } from 'varve'
import { memoryConfig } from 'varve/testing'
import { afterAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { materializeWith } from '../../packages/core/src/command/materialize.ts'
import type { Ledger } from '../../packages/core/src/ledger/ledger.ts'
import { memoryLedger } from '../../packages/core/src/ledger/memory/memory-ledger.ts'
import type { Holder } from '../../packages/core/src/ledger/records.ts'
import { openSqliteLedger } from '../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { threadedLedger } from '../../packages/core/src/ledger/thread/threaded-ledger.ts'
import type { CommitRow } from '../../packages/core/src/run/commit-row.ts'
import { overridden } from '../support/overridden.ts'
import { sentAsJson } from '../support/sent-as-json.ts'

const folder = mkdtempSync(join(tmpdir(), 'varve-crashes-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0
const packages = pathToFileURL(join(inject('translatedPackages'), 'packages/core/src')).href
const serve = new URL(`${packages}/ledger/thread/serve.js`)

const nothing = { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 }
const passings = [
  ['run', 1],
  ['lease', 1],
  ['lease', 9],
  ['read', 9],
  ['code', 9],
  ['stage', 9],
  ['audit', 9],
  ['put', 1],
  ['put', 2],
  ['publish', 1],
  ['publish', 2],
  ['commit', 1],
  ['commit', 2],
  ['claim', 1],
  ['claim', 2],
  ['show', 1],
  ['show', 2],
  ['settle', 1],
  ['settle', 2],
] as const

/** Each a ledger of its own. */
const ledgers = {
  'in memory': async () => memoryLedger(),
  'in SQLite': async () => openSqliteLedger(newPath()),
  'in SQLite across a thread': async () => {
    const path = newPath()
    await (await openSqliteLedger(path)).close()
    return threadedLedger({ module: `${packages}/ledger/sqlite/open-ledger.js`, options: { path, isReadOnly: false } }, serve)
  },
}
const places = [
  ['copy', 'in memory'],
  ['none', 'in memory'],
  ['copy', 'in SQLite'],
  ['copy', 'in SQLite across a thread'],
] as const

describe.each(places)('a tree of %s, the ledger %s', (tree, place) => {
  test.each(place === 'in memory' || inject('counts') === 'full' ? passings : passings.filter((_, index) => index % 3 === 1))(
    'after row %s, passed %i times, the work is finished by the next run, and nothing is done twice',
    async (row, time) => {
      const project = newProject(tree, await opened(place))
      expect(await project.dieAfter(row, time)).toBe('gone')
      const published = await project.published()
      expect(await project.shown()).toEqual(tree === 'none' ? {} : await project.pointed())
      const called = project.calls.length

      expect(brief(await project.finish())).toEqual({ status: 'complete', steps: { ...nothing, done: project.steps - published.length } })
      expect(project.calls.slice(called).some(call => published.includes(call))).toBe(false)
      expect(brief(await project.finish())).toEqual({ status: 'complete', steps: nothing })
      expect(await project.published()).toHaveLength(project.steps)
      expect(Object.keys(await project.pointed())).toHaveLength(project.steps)
      expect(await project.shown()).toEqual(tree === 'none' ? {} : await project.pointed())
      expect(await verify(project.lab)).toMatchObject({ ok: true, corrupted: [], missing: [], unreferenced: [], tree: { wrong: [] } })
      expect((await project.storage.names('.varve/tmp')).folders).toEqual([])
    },
  )
})

async function opened(place: keyof typeof ledgers): Promise<Ledger> {
  const ledger = await ledgers[place]()
  onTestFinished(() => ledger.close())
  return ledger
}

function newPath(): string {
  count += 1
  return join(folder, String(count), 'ledger.db')
}

/** Three assets over six days, a ledger and a storage in memory: a process is what looks at them. */
function newProject(tree: 'copy' | 'none', ledger: Ledger) {
  const calls: string[] = []
  const days = daily({ start: '2001-01-01', end: '2001-01-07' })
  const called = (name: string) => {
    calls.push(name)
    return name
  }
  const counts = asset({ partitions: days, run: (_, { partition }) => [{ made: called(`counts@${partition.key}`) }] })
  const totals = asset({
    partitions: days,
    inputs: { recent: from(counts, { partitions: last(3) }) },
    run: ({ recent }, { partition }) => ({ made: called(`totals@${partition.key}`), days: recent.size }),
  })
  const cells = asset({
    partitions: product({ day: days, lane: segments(['north', 'south']) }),
    inputs: { counts },
    run: ({ counts }, { partition }) => [...counts, { made: called(`cells@day=${partition.day.key},lane=${partition.lane}`) }],
  })
  const base = memoryConfig(catalog({ counts, totals, cells }))
  const definition = memory({ pageSize: 2 })
  const storage = definition.open('.')
  const configOver = (over: { readonly ledger: Ledger; readonly storage: Storage }) => ({
    ...base,
    io: ioManager({ storage: { ...definition, open: () => over.storage }, format: json(), tree }),
    lab: { ...base.lab, ledger: over.ledger },
  })
  const lab = configOver({ ledger, storage })
  const versions = async () =>
    (
      await Promise.all(
        ['counts', 'totals', 'cells'].map(async name => (await history(lab, name)).versions.map(version => ({ ...version, name }))),
      )
    ).flat()
  return {
    calls,
    lab,
    storage,
    steps: 24,
    /** What another process finds; the first command puts right what is one step behind. */
    published: async () => {
      await status(lab)
      return (await versions()).map(({ name, partition }) => `${name}@${partition}`)
    },
    finish: () => materializeWith(lab, { concurrency: 2 }, { through: sentAsJson }),
    /** A run whose process goes no further after this row: neither its ledger nor its storage hears from it again. */
    dieAfter: async (row: CommitRow, time: number) => {
      let left: number = time
      const isGone = () => left === 0
      const dying = configOver({
        ledger: ofDeadProcess({ ...mortal(ledger, isGone), tree: mortal(ledger.tree, isGone) }),
        storage: mortal(storage, isGone),
      })
      const passed = (at: CommitRow) => {
        if (at === row && left > 0) left -= 1
      }
      await materializeWith(dying, { concurrency: 2 }, { passed, through: sentAsJson }).catch(() => {}) // whatever it says, nobody hears it
      return isGone() ? 'gone' : 'never passed it so often'
    },
    /** Content hash by path below the environment's folder, without the config hash. */
    shown: async () => {
      const shown: [string, string][] = []
      for (let cursor: string | undefined; ; ) {
        const { files, next } = await storage.list('main', { cursor })
        for (const { path } of files) shown.push([path.replace(/^main\/(\w+)\/[0-9a-f]{12}\//, '$1/'), sha256(await storage.read(path))])
        if (next === undefined) return Object.fromEntries(shown)
        cursor = next
      }
    },
    /** The same, as the ledger has it. */
    pointed: async () => {
      const current = (await versions()).filter(version => version.current)
      const paths = current.map(({ name, partition, artifact }) => {
        const folder = partition!.includes('=') ? partition!.replace(',', '/') : `day=${partition}`
        return [`${name}/${folder}/${artifact.members[0]!.name}`, artifact.sha256] as const
      })
      return Object.fromEntries(paths)
    },
  }
}

/** Every act fails, and does nothing, once the process is gone. */
function mortal<T extends object>(port: T, isGone: () => boolean): T {
  const lasting = ['locate', 'close']
  return new Proxy(port, {
    get: (of, name) => {
      const member: unknown = Reflect.get(of, name, of)
      if (typeof member !== 'function') return member
      if (lasting.includes(String(name))) return member.bind(of)
      return async (...args: unknown[]) => {
        if (isGone()) throw new Error('the process is gone')
        return member.apply(of, args)
      }
    },
  })
}

const { pid } = spawnSync(process.execPath, ['--version'])

/** To others its runs and claims are those of a process that has ended, so they take over what it held; to itself it lives. */
function ofDeadProcess(ledger: Ledger): Ledger {
  const { tree } = ledger
  const dead = (holder: Holder): Holder => ({ ...holder, pid })
  const myself = <T extends { readonly holder: Holder }>(one: T): T =>
    one.holder.pid === pid ? { ...one, holder: { ...one.holder, pid: process.pid } } : one
  return overridden(ledger, {
    startRun: run => ledger.startRun({ ...run, holder: dead(run.holder) }),
    openRuns: async () => (await ledger.openRuns()).map(myself),
    lease: async request => (await ledger.lease(request)).map(answer => ('holder' in answer ? myself(answer) : answer)),
    held: async keys => (await ledger.held(keys)).map(myself),
    tree: overridden(tree, {
      claim: request => tree.claim({ ...request, holder: dead(request.holder) }),
      claims: async forMs => (await tree.claims(forMs)).map(myself),
    }),
  })
}

function brief({ status, steps }: Outcome): Pick<Outcome, 'status' | 'steps'> {
  return { status, steps }
}
