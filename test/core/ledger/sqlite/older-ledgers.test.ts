/** Ledgers that an older Varve wrote: they are upgraded in place, answer as before, and their records still verify. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../../packages/core/src/foundation/canonical.ts'
import { sha256 } from '../../../../packages/core/src/foundation/hash.ts'
import type { CommitRecord } from '../../../../packages/core/src/ledger/commit-record.ts'
import { journalRow } from '../../../../packages/core/src/ledger/facts.ts'
import { openDatabase } from '../../../../packages/core/src/ledger/sqlite/driver.ts'
import { openSqliteLedger } from '../../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import {
  currentOf,
  everything,
  hashOf,
  holder,
  idOf,
  leaseOf,
  made,
  publishOne,
  start,
} from '../../../../packages/core/src/ledger/suite/cases.ts'
import { withSnapshot } from '../../../../packages/core/src/ledger/with-snapshot.ts'
import { quickArguments } from '../../../support/quick/quick-arguments.ts'
import { script, select } from './ledger-file.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-older-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a ledger of schema version 4', () => {
  test('answers everything as before, and its records are those that were written', async () => {
    const path = await older(4)
    const facts = (await select(path, 'SELECT sequence, at, kind, body FROM journal ORDER BY sequence')) as readonly Row[]
    const records = (await select(path, 'SELECT sequence, sha256, settled FROM commit_record ORDER BY sequence')) as readonly Row[]
    const pointers = await select(
      path,
      'SELECT environment, partition, materialization, sequence FROM pointer ORDER BY environment, partition',
    )
    const entries = await select(
      path,
      'SELECT environment, folder, materialization, hidden, names, stamp, boot, number, pending FROM tree_entry ORDER BY number',
    )
    const ledger = await openSqliteLedger(path)
    const found = await withSnapshot(ledger, async snapshot => {
      const commits = await snapshot.commits(0, 100)
      const bytes = await Promise.all(commits.map(({ sequence }) => snapshot.commitBytes(sequence)))
      return {
        facts: (await snapshot.facts(0, snapshot.sequence)).map(journalRow),
        hashes: bytes.map(record => sha256(record!)),
        commits: commits.map(({ format, ...entry }) => ({ ...entry, settled: entry.settled ? 1 : 0 })),
        pointers: (await snapshot.pointers({ environment: null, after: null, limit: 100 })).map(({ asset, ...pointer }) => pointer),
        materializations: (await everything(snapshot)).toReversed(),
        losses: await snapshot.losses(),
        removals: await snapshot.removals(),
        erased: (await snapshot.erasures()).map(({ partition }) => partition),
        keys: await snapshot.dynamicKeys(),
        runs: (await snapshot.runs('all')).map(({ id, status, leaseMs }) => [id, status, leaseMs]),
        observed: (await snapshot.observations(['raw'])).map(({ version, verdict }) => [version, verdict?.rows]),
        refusals: (await snapshot.judged({ environment: 'main', assets: [{ asset: 'orders', current: 'all', others: 'all' }] })).assets[0],
      }
    })
    expect(found.facts).toEqual(facts)
    expect(found.commits).toEqual(records)
    expect(found.hashes).toEqual(records.map(({ sha256 }) => sha256))
    expect(found.pointers).toEqual(pointers)
    expect(found.materializations.map(({ sequence, ...body }) => canonicalJson(body))).toEqual(
      facts.flatMap(({ kind, body }) => (kind === 'materialized' ? [body] : [])),
    )
    expect(found).toMatchObject({
      losses: [
        { sha256: hashOf('bytes other'), found: 'corrupt' },
        { sha256: hashOf('part b'), found: 'missing' },
      ].sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1)),
      removals: ['r1'],
      erased: ['2001-01-04'],
      keys: { tenants: ['Globex', 'a\0b'] },
      runs: [
        ['r2', 'running', 300_000],
        ['r1', 'partial', 300_000],
      ],
      observed: [[hashOf('x1'), 3]],
      refusals: {
        current: { count: 6 },
        versions: { count: 8 },
        refusals: [{ partition: '2001-01-07' }],
        erased: [{ partition: '2001-01-04' }],
      },
    })
    expect(found.refusals?.lost).toHaveLength(2)
    const shown = [
      ...(await ledger.tree.entries({ environment: 'main', asset: 'orders', after: 0, limit: 100 })),
      ...(await ledger.tree.entries({ environment: 'dev', asset: 'orders', after: 0, limit: 100 })),
    ].sort((one, other) => one.number - other.number)
    expect(
      shown.map(({ environment, folder, materialization, hidden, names, stamp, boot, number, pending }) => ({
        ...{ environment, folder, materialization, hidden: hidden ? 1 : 0, names: JSON.stringify(names), stamp, boot, number },
        pending: pending ? 1 : 0,
      })),
    ).toEqual(entries)
    expect((await ledger.tree.suspects()).map(({ folder }) => folder)).toHaveLength(1)
    expect(await ledger.tree.claims(60_000)).toHaveLength(2)
    const [entry] = shown
    expect(await ledger.tree.comparedUpTo('main', 'orders', 'described')).not.toBeNull()
    expect(entry?.environment).toBe('main')
    expect(await ledger.audit()).toEqual([])
    await ledger.close()
    expect(await select(path, 'PRAGMA user_version')).toEqual([{ user_version: 5 }])
    expect(await select(path, 'PRAGMA foreign_key_check')).toEqual([])
  })

  test('goes on: leases and pins hold, tokens grow, and the next record names the last one', async () => {
    const path = await older(4)
    const [last] = (await select(path, 'SELECT sequence, sha256 FROM commit_record ORDER BY sequence DESC LIMIT 1')) as readonly Row[]
    const [{ token }] = (await select(path, "SELECT max(seq) AS token FROM sqlite_sequence WHERE name = 'lease'")) as [{ token: number }]
    const ledger = await openSqliteLedger(path)
    const before = (await ledger.unwrittenCommits()).map(({ sequence }) => sequence)
    const held = { asset: 'orders', partition: '2001-01-08', version: hashOf('version open') }
    expect(await ledger.held([held])).toMatchObject([{ run: 'r2', holder: { ...holder('r1') } }])
    await start(ledger, 'r3')
    const lease = await leaseOf(ledger, 'r3', 'a')
    expect(lease.token).toBeGreaterThan(token)
    await publishOne(ledger, lease, made('m1', 'r3', 'a'), null)
    const commits = await ledger.unwrittenCommits()
    const record: CommitRecord = JSON.parse(Buffer.from(commits.at(-1)!.bytes).toString())
    expect(record.previous).toEqual({ sequence: last!.sequence, sha256: last!.sha256 })
    expect(commits.slice(0, -1).map(({ sequence }) => sequence)).toEqual(before)
    expect(await ledger.audit()).toEqual([])
    await ledger.close()
    expect(await select(path, 'SELECT sha256 FROM pin')).toEqual([{ sha256: hashOf('bytes open') }])
  })

  test('two processes that open it at once both get the upgraded one', async () => {
    const path = await older(4)
    const [one, other] = await Promise.all([openSqliteLedger(path), openSqliteLedger(path)])
    const all = async (ledger: typeof one) => (await withSnapshot(ledger, everything)).map(({ id }) => id)
    expect(await all(one)).toEqual(await all(other))
    await Promise.all([one.close(), other.close()])
  })

  test('a process that is killed in the upgrade leaves it as it was, and the next one upgrades it', async () => {
    const path = await older(4)
    const before = await select(path, 'SELECT * FROM journal')
    const program = fileURLToPath(new URL('./upgrade-process.ts', import.meta.url))
    const child = spawn(process.execPath, [...quickArguments(), program, path], { stdio: ['ignore', 'inherit', 'inherit'] })
    expect(await once(child, 'close')).toEqual([null, 'SIGKILL'])
    expect(await select(path, 'PRAGMA user_version')).toEqual([{ user_version: 4 }])
    expect(await select(path, 'SELECT * FROM journal')).toEqual(before)
    const ledger = await openSqliteLedger(path)
    expect(await ledger.audit()).toEqual([])
    await ledger.close()
  })

  test('an older Varve that has it open meanwhile records nothing in it any more', async () => {
    const path = await older(4)
    const held = await openDatabase(path)
    const next = () => held.get<{ newest: number }>('SELECT max(sequence) AS newest FROM journal')!.newest + 1
    const record = (sequence: number) =>
      held.run(`INSERT INTO journal (sequence, at, kind, body) VALUES (?, 0, 'run-ended', '{"id":"r2","status":"complete"}')`, sequence)
    const last = next()
    const ledger = await openSqliteLedger(path)
    expect(next).toThrow('no such table: journal')
    expect(() => record(last)).toThrow('no such table: journal')
    held.close()
    expect(await ledger.audit()).toEqual([])
    await ledger.close()
  })

  test('an upgrade that fails leaves it as it was', async () => {
    const path = await older(4)
    await script(path, "UPDATE journal SET kind = 'of a newer Varve' WHERE sequence = 20")
    await expect(openSqliteLedger(path)).rejects.toMatchObject({ code: 'LEDGER_VERSION_UNKNOWN' })
    expect(await select(path, 'PRAGMA user_version')).toEqual([{ user_version: 4 }])
  })

  test('the room that it needs no more goes back to the disk', async () => {
    const path = await older(4)
    const long = 'x'.repeat(1_000)
    await script(
      path,
      `INSERT INTO journal (at, kind, body) WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 4000)
         SELECT 0, 'committed', '{"environment":"main","run":"r1"}' FROM number;
       CREATE TABLE lineage (text TEXT); INSERT INTO lineage SELECT '${long}' FROM journal`,
    )
    const { size } = await stat(path)
    const ledger = await openSqliteLedger(path)
    await ledger.close()
    expect(size).toBeGreaterThan(4_000_000)
    expect((await stat(path)).size).toBeLessThan(size / 5)
  })
})

describe('older ones', () => {
  test('a ledger of the first schema keeps what it holds and is given what it needs', async () => {
    const path = await older(3)
    await script(path, 'DROP TABLE dynamic_key; DROP TABLE partition_definition; PRAGMA user_version = 1')
    await script(path, "UPDATE journal SET body = json_remove(body, '$.windows') WHERE kind = 'materialized'")
    const [second, third] = await Promise.all([openSqliteLedger(path), openSqliteLedger(path)])
    expect(await second.addKeys('tenants', ['initech'], 0)).toEqual(['initech'])
    const airports = { kind: 'segment', keys: ['ATL'] } as const
    await start(second, 'r2', { asset: airports })
    const found = await withSnapshot(third, async snapshot => ({
      current: await currentOf(snapshot, 'a'),
      keys: await snapshot.dynamicKeys(),
      assets: (await snapshot.assets('main')).map(({ asset, partitions }) => [asset, partitions]),
    }))
    expect(found).toEqual({
      current: { ...made('m2', 'r1', 'a', 'v2'), windows: null, stored: null, sequence: 11 },
      keys: { tenants: ['Globex', 'initech'] },
      assets: [['asset', canonicalJson(airports)]],
    })
    expect(second.id).toBe(third.id)
    await Promise.all([second.close(), third.close()])
    expect(await select(path, 'PRAGMA user_version')).toEqual([{ user_version: 5 }])
  })

  test('a ledger with records of format 1 goes on with a chain, whose first record holds what format 1 left out', async () => {
    const path = await older(3)
    const [older1, older2] = (await select(path, 'SELECT sequence, bytes FROM commit_record')) as readonly { bytes: Uint8Array }[]
    const ledger = await openSqliteLedger(path)
    await start(ledger, 'r2')
    await publishOne(ledger, await leaseOf(ledger, 'r2', 'b'), made('m3', 'r2', 'b'), null)
    const [unsettled, first] = await ledger.unwrittenCommits()
    const record: CommitRecord = JSON.parse(Buffer.from(first!.bytes).toString())
    expect(Buffer.from(unsettled!.bytes)).toEqual(Buffer.from(older2!.bytes))
    expect([record.previous, record.facts.map(({ sequence, kind }) => `${sequence} ${kind}`)]).toEqual([
      { sequence: 13, sha256: sha256(older2!.bytes) },
      [
        ...['1 keys-added', '2 keys-removed', '3 run-started', '4 partitions-defined', '5 observed', '6 judged', '10 refused'],
        ...['14 run-ended', '15 run-started', '16 materialized', '17 pointer-moved'],
      ],
    ])
    await ledger.settleCommits((await ledger.unwrittenCommits()).map(({ sequence }) => sequence))
    const found = await withSnapshot(ledger, async snapshot => ({
      entries: (await snapshot.commits(0, 10)).map(({ sequence, format, sha256 }) => [sequence, format, sha256]),
      bytes: Buffer.from((await snapshot.commitBytes(17))!).toString(),
      moves: (await snapshot.currentAt([8, 12].map(asOf => ({ environment: 'main', asset: 'asset', partition: 'a', asOf })))).map(
        one => one?.id,
      ),
    }))
    expect(found).toEqual({
      entries: [
        [9, 1, sha256(older1!.bytes)],
        [13, 1, sha256(older2!.bytes)],
        [17, 2, sha256(first!.bytes)],
      ],
      bytes: Buffer.from(first!.bytes).toString(),
      moves: [idOf('m1'), idOf('m2')],
    })
    expect(await ledger.audit()).toEqual([])
    await ledger.close()
    expect(await select(path, 'SELECT count(bytes) AS bytes FROM commit_record')).toEqual([{ bytes: 0 }])
  })
})

interface Row {
  readonly sequence: number
  readonly kind: string
  readonly body: string
  readonly sha256: string
}

/** @returns the path of a ledger that an older Varve wrote. */
async function older(version: 3 | 4): Promise<string> {
  count += 1
  const path = join(folder, `${count}.db`)
  await script(path, await readFile(new URL(`../../../fixtures/ledger-${version}.sql`, import.meta.url), 'utf8'))
  return path
}
