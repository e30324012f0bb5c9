/** A ledger built from commit records, joined by another one that went its own way. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../../packages/core/src/foundation/hash.ts'
import { readCommitRecord } from '../../../packages/core/src/ledger/commit-record.ts'
import type { Ledger } from '../../../packages/core/src/ledger/ledger.ts'
import { openDatabase } from '../../../packages/core/src/ledger/sqlite/driver.ts'
import { lockOldLedger } from '../../../packages/core/src/ledger/sqlite/rebuild/old.ts'
import { buildLedger } from '../../../packages/core/src/ledger/sqlite/rebuild/rebuild.ts'
import { openSqliteLedger } from '../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import {
  currentOf,
  erasureOf,
  everything,
  hashOf,
  idOf,
  leaseOf,
  made,
  minute,
  publishOne,
  refusal,
  sequenceOf,
  start,
  verdict,
} from '../../../packages/core/src/ledger/suite/cases.ts'
import { withSnapshot } from '../../../packages/core/src/ledger/with-snapshot.ts'

let folder: string
let count = 0
const newFile = () => join(folder, `${++count}.db`)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-rebuild-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** @param expected what the pointer names by then. */
const publish = async (ledger: Ledger, run: string, name: string, partition: string, expected: string | null) => {
  const before = expected === null ? null : await sequenceOf(ledger, expected)
  return publishOne(ledger, await leaseOf(ledger, run, partition, name), made(name, run, partition, name), before)
}

const sequenceNow = (ledger: Ledger) => withSnapshot(ledger, async snapshot => snapshot.sequence)

/** Publishes what read `asset` as it is now. */
async function publishReader(ledger: Ledger, run: string, name: string): Promise<void> {
  const asOf = await sequenceNow(ledger)
  const lineage = [
    {
      input: 'orders',
      asset: 'asset',
      mapping: 'same',
      partitions: 'a',
      missing: '',
      short: false,
      environment: 'main',
      asOf,
      external: null,
    },
  ]
  await publishOne(ledger, await leaseOf(ledger, run, name, name), { ...made(name, run, name, name), lineage }, null)
}

/** The records that a ledger has written to its root so far, which they then are in. */
const written = new Map<Ledger, Uint8Array[]>()
async function settle(ledger: Ledger): Promise<void> {
  for (const { sequence, bytes } of await ledger.unwrittenCommits()) {
    written.set(ledger, [...(written.get(ledger) ?? []), bytes])
    await ledger.settleCommits([sequence])
  }
}

async function* recordsOf(all: readonly Uint8Array[]) {
  for (const bytes of all) yield { record: readCommitRecord(bytes)!, sha256: sha256(bytes) }
}

/** Rebuilds from what `root` has written, joined by the file at `other`. */
async function rebuild(root: Ledger, other?: string) {
  const old = other === undefined ? undefined : await lockOldLedger(other)
  const path = newFile()
  const built = await buildLedger({
    path,
    ledger: root.id,
    records: recordsOf(written.get(root) ?? []),
    newest: 0,
    old,
    at: minute(90),
    progress: () => {},
  })
  old?.close()
  return { built, path, ledger: await openSqliteLedger(path) }
}

const tables = [
  'counter',
  'fact',
  'moment',
  'materialization',
  'move',
  'member',
  'pointer',
  'asset_head',
  'run',
  'refusal',
  'observation',
  'external_verdict',
  'dynamic_key',
  'partition_definition',
  'loss',
  'loss_holder',
  'loss_event',
  'erasure',
] as const

const interned: readonly string[] = ['asset', 'environment', 'basis', 'detail', 'origin', 'external', 'config', 'stored']

/** Without how a run is kept alive, which is no fact; with texts in place of their numbers, which say in which order they were met. */
async function rowsOf(path: string): Promise<unknown> {
  const db = await openDatabase(path)
  const text = (number: number): unknown => {
    const { body } = db.get<{ body: string }>('SELECT body FROM text WHERE number = ?', number)!
    return body.startsWith('{') ? resolved(JSON.parse(body)) : body
  }
  const resolved = (row: object): object =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, interned.includes(name) && typeof value === 'number' ? text(value) : value]),
    )
  const rows = tables.map(table => {
    const found = db.all<object>(`SELECT * FROM ${table}`).map(row => ({ ...resolved(row), heartbeat_at: null, lease_ms: null }))
    return [table, found.map(row => JSON.stringify(row)).sort()]
  })
  db.close()
  return rows
}

test('everything that a ledger remembers comes back from its records, byte for byte', async () => {
  const path = newFile()
  const ledger = await openSqliteLedger(path)
  await ledger.addKeys('tenants', ['acme', 'Globex', 'a\0b'], minute(0))
  await ledger.removeKeys('tenants', ['acme'], minute(0))
  await start(ledger, 'r1', { asset: { kind: 'segment', keys: ['b', 'a'] } })
  await ledger.observe({ external: 'raw', version: 'x1', bytes: 1, at: minute(1) })
  await ledger.judgeExternal('raw', 'x1', { ...verdict('c1', true), quarantine: null })
  await publish(ledger, 'r1', 'm1', 'a', null)
  await publish(ledger, 'r1', 'm2', 'a', 'm1')
  await publishReader(ledger, 'r1', 'd')
  await ledger.refuse(refusal('r1', 'b'), await leaseOf(ledger, 'r1', 'b'))
  await ledger.noteLoss([{ sha256: hashOf('lost'), found: 'corrupt' }], minute(2))
  await publish(ledger, 'r1', 'm3', 'c', null)
  const erasures = [erasureOf('c', [hashOf('lost')], minute(3))]
  await ledger.erase({ run: 'r1', erasures, asOf: await sequenceNow(ledger) })
  await ledger.noteLoss([{ sha256: 'ab'.repeat(32), found: 'missing' }], minute(4))
  await ledger.endRun('r1', 'partial', minute(5))
  await settle(ledger)
  const { built, path: other, ledger: again } = await rebuild(ledger)
  expect(built).toEqual({ materializations: 4, pointers: 2, conflicts: [], keyConflicts: [] })
  expect(again.id).toBe(ledger.id)
  const chain = (one: Ledger) => withSnapshot(one, snapshot => snapshot.commits(0, 100))
  expect(await chain(again)).toEqual(await chain(ledger))
  await Promise.all([again.close(), ledger.close()])
  expect(await rowsOf(other)).toEqual(await rowsOf(path))
})

test('a run that was running is ended as interrupted, and that is recorded', async () => {
  const ledger = await openSqliteLedger(newFile())
  await start(ledger, 'r1')
  await publish(ledger, 'r1', 'm1', 'a', null)
  await settle(ledger)
  const { ledger: again } = await rebuild(ledger)
  expect(await withSnapshot(again, snapshot => snapshot.runs(['r1']))).toMatchObject([{ status: 'interrupted', endedAt: minute(90) }])
  expect(await again.unwrittenCommits()).toHaveLength(1)
  await Promise.all([again.close(), ledger.close()])
})

test('a fork is joined: the root stays as it is, and every as of of the other means what it meant there', async () => {
  const { copy, root, fork } = await copied()

  await publish(root, 'r1', 'm2', 'a', 'm1')
  await publish(root, 'r1', 'm3', 'e', null)
  await root.endRun('r1', 'complete', minute(3))
  await settle(root)

  await start(fork, 'r2')
  await publishReader(fork, 'r2', 'd') // read m1
  await publish(fork, 'r2', 'm4', 'a', 'm1')
  await publishReader(fork, 'r2', 'e') // read m4
  await publish(fork, 'r2', 'm5', 'b', null)
  await fork.addKeys('tenants', ['acme'], minute(4))
  await fork.endRun('r2', 'complete', minute(5))
  await fork.close()

  const before = await sequenceNow(root)
  const { built, ledger: joined } = await rebuild(root, copy)
  expect(built.conflicts).toEqual([
    { environment: 'main', asset: 'asset', partition: 'a', kept: idOf('m2'), other: idOf('m4') },
    { environment: 'main', asset: 'asset', partition: 'e', kept: idOf('m3'), other: idOf('e') },
  ])
  const found = await withSnapshot(joined, async snapshot => {
    const all = await everything(snapshot)
    const read = async (name: string) => {
      const { asOf } = all.find(({ id }) => id === idOf(name))!.lineage[0]!
      const [current] = await snapshot.currentAt([{ environment: 'main', asset: 'asset', partition: 'a', asOf: asOf! }])
      return current?.id
    }
    const pointers = await snapshot.pointers({ environment: null, after: null, limit: 100 })
    const named = await snapshot.bySequence(pointers.map(({ materialization }) => materialization))
    return {
      current: Object.fromEntries(named.map(({ partition, id }) => [partition, id])),
      read: [await read('d'), await read('e')],
      history: (await snapshot.history('asset', 'a')).map(({ id }) => id),
      numbers: all.map(({ id, sequence }) => [id, sequence > before]),
      keys: (await snapshot.dynamicKeys()).tenants,
      runs: (await snapshot.runs('all')).map(({ id, status }) => [id, status]),
    }
  })
  expect(found).toEqual({
    current: { a: idOf('m2'), b: idOf('m5'), d: idOf('d'), e: idOf('m3') },
    read: [idOf('m1'), idOf('m4')],
    history: ['m4', 'm2', 'm1'].map(idOf),
    numbers: [
      [idOf('m5'), true],
      [idOf('e'), true],
      [idOf('m4'), true],
      [idOf('d'), true],
      [idOf('m3'), false],
      [idOf('m2'), false],
      [idOf('m1'), false],
    ],
    keys: ['acme'],
    runs: [
      ['r2', 'complete'],
      ['r1', 'complete'],
    ],
  })
  expect(await joined.audit()).toEqual([])

  // What the joined ledger writes goes on with the root's chain, and the ledger that comes of it is the same.
  written.set(joined, [...written.get(root)!])
  await settle(joined)
  const { built: twice } = await rebuild(joined)
  expect(twice).toEqual({ ...built, conflicts: [], keyConflicts: [] })
  await Promise.all([root.close(), joined.close()])
})

/** A root's ledger and a copy of it that goes its own way, from one published partition on. */
async function forked() {
  const { copy, root, fork } = await copied()
  await start(fork, 'r2')
  const join = async () => {
    await fork.close()
    await settle(root)
    const { built, ledger } = await rebuild(root, copy)
    await root.close()
    return { built, ledger }
  }
  return { root, fork, join }
}

const eraseIn = async (ledger: Ledger, run: string, partition: string) => {
  const erasures = [erasureOf(partition, ['ab'.repeat(32)], minute(4))]
  expect(await ledger.erase({ run, erasures, asOf: await sequenceNow(ledger) })).toMatchObject({ kind: 'erased' })
}

test('a fork is joined that has a key in another case, or removed what the root added: the root stays, and each is a conflict', async () => {
  const { root, fork, join } = await forked()
  await root.addKeys('tenants', ['acme', 'globex', 'same'], minute(2))
  await root.addKeys('others', ['acme'], minute(2))
  await root.removeKeys('others', ['acme'], minute(2))
  await fork.addKeys('tenants', ['Acme', 'globex', 'same', 'new'], minute(3))
  await fork.removeKeys('tenants', ['globex'], minute(3))
  await fork.addKeys('others', ['acme'], minute(3))
  const { built, ledger } = await join()
  expect(built.keyConflicts).toEqual([
    { set: 'tenants', kept: { key: 'acme', present: true }, other: { key: 'Acme', present: true } },
    { set: 'tenants', kept: { key: 'globex', present: true }, other: { key: 'globex', present: false } },
    { set: 'others', kept: { key: 'acme', present: false }, other: { key: 'acme', present: true } },
  ])
  const keys = await withSnapshot(ledger, snapshot => snapshot.dynamicKeys())
  expect(keys).toEqual({ tenants: ['acme', 'globex', 'new', 'same'], others: [] })
  expect(await ledger.audit()).toEqual([])
  await ledger.close()
})

test('what the root has erased stays erased, whatever a fork made of it, unless it was made again after that', async () => {
  const { root, fork, join } = await forked()
  await eraseIn(root, 'r1', 'a')
  await start(root, 'r3')
  await publish(root, 'r3', 'b1', 'b', null)
  await eraseIn(root, 'r3', 'b')
  await start(root, 'r4')
  await publish(root, 'r4', 'b2', 'b', null)
  await publish(fork, 'r2', 'a2', 'a', 'm1')
  await publish(fork, 'r2', 'b3', 'b', null)
  const { built, ledger } = await join()
  expect(built.conflicts).toEqual([
    { environment: 'main', asset: 'asset', partition: 'a', kept: null, other: idOf('a2') },
    { environment: 'main', asset: 'asset', partition: 'b', kept: idOf('b2'), other: idOf('b3') },
  ])
  const found = await withSnapshot(ledger, async snapshot => {
    const { assets } = await snapshot.judged({ environment: 'main', assets: [{ asset: 'asset', current: [], others: ['a'] }] })
    const erasures = await snapshot.erasureOf(['a', 'b'].map(partition => ({ asset: 'asset', partition })))
    return [erasures.map(erasure => erasure?.partition), assets[0]!.versions.count, (await currentOf(snapshot, 'b'))?.id]
  })
  expect(found).toEqual([['a', undefined], 0, idOf('b2')])
  expect(await ledger.audit()).toEqual([])
  await ledger.close()
})

test('what a fork has erased is no pointer of the joined ledger any more, since its bytes are to be removed', async () => {
  const { root, fork, join } = await forked()
  await publish(root, 'r1', 'm2', 'a', 'm1')
  await eraseIn(fork, 'r2', 'a')
  const { built, ledger } = await join()
  expect(built.conflicts).toEqual([{ environment: 'main', asset: 'asset', partition: 'a', kept: null, other: null }])
  const found = await withSnapshot(ledger, async snapshot => [
    await currentOf(snapshot, 'a'),
    (await snapshot.erasureOf([{ asset: 'asset', partition: 'a' }])).map(erasure => erasure?.partition),
  ])
  expect(found).toEqual([null, ['a']])
  await ledger.close()
})

test('a root that is only behind of its ledger gets the same records again, byte for byte', async () => {
  const path = newFile()
  const ledger = await openSqliteLedger(path)
  await start(ledger, 'r1')
  await publish(ledger, 'r1', 'm1', 'a', null)
  await settle(ledger)
  await publish(ledger, 'r1', 'm2', 'b', null)
  await publish(ledger, 'r1', 'm3', 'c', null)
  await ledger.endRun('r1', 'complete', minute(3))
  const texts = (commits: readonly { bytes: Uint8Array }[]) => commits.map(({ bytes }) => Buffer.from(bytes).toString())
  const pending = texts(await ledger.unwrittenCommits())
  await ledger.close()
  const { ledger: again } = await rebuild(ledger, path)
  expect(texts(await again.unwrittenCommits())).toEqual(pending)
  await again.close()
})

test('records of format 1 bring back what they hold, and the ledger beside them fills the rest', async () => {
  const path = newFile()
  const db = await openDatabase(path)
  const { readFile } = await import('node:fs/promises')
  db.script(await readFile(new URL('../../fixtures/ledger-3.sql', import.meta.url), 'utf8'))
  const bytes = db.all<{ bytes: Uint8Array }>('SELECT bytes FROM commit_record ORDER BY sequence').map(row => row.bytes)
  db.close()
  const old = await openSqliteLedger(path)
  const { id } = old
  await old.close()
  const alone = newFile()
  await buildLedger({ path: alone, ledger: id, records: recordsOf(bytes), newest: 0, old: undefined, at: minute(90), progress: () => {} })
  const first = await openSqliteLedger(alone)
  const bare = await withSnapshot(first, async snapshot => [(await currentOf(snapshot, 'a'))?.id, await snapshot.runs('all')])
  expect(bare).toEqual([idOf('m2'), []])
  await first.close()
  const locked = await lockOldLedger(path)
  const joined = newFile()
  await buildLedger({ path: joined, ledger: id, records: recordsOf(bytes), newest: 0, old: locked, at: minute(90), progress: () => {} })
  locked!.close()
  const second = await openSqliteLedger(joined)
  const found = await withSnapshot(second, async snapshot => {
    const { assets } = await snapshot.judged({ environment: 'main', assets: [{ asset: 'asset', current: [], others: ['b'] }] })
    return [
      (await currentOf(snapshot, 'a'))?.id,
      (await snapshot.runs('all')).map(({ status }) => status),
      (await snapshot.dynamicKeys()).tenants,
      assets[0]!.refusals.map(({ code }) => code),
    ]
  })
  expect(found).toEqual([idOf('m2'), ['partial'], ['Globex'], ['CONTRACT_BROKEN']])
  expect(await second.audit()).toEqual([])
  await second.close()
})

/** A ledger with one published partition, and a copy of its file, both open. */
async function copied() {
  const [path, copy] = [newFile(), newFile()]
  const root = await openSqliteLedger(path)
  await start(root, 'r1')
  await publish(root, 'r1', 'm1', 'a', null)
  await settle(root)
  await copyFile(path, copy)
  await copyFile(`${path}-wal`, `${copy}-wal`)
  const fork = await openSqliteLedger(copy)
  return { copy, root, fork }
}
