/** The ledger in SQLite, as several processes, foreign files and older schemas ask of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isVarveError, type VarveError } from '../../../packages/core/src/foundation/errors.ts'
import { sha256 } from '../../../packages/core/src/foundation/hash.ts'
import type { CommitRecord } from '../../../packages/core/src/ledger/commit-record.ts'
import { bookOf } from '../../../packages/core/src/ledger/sqlite/book.ts'
import { openDatabase, refuseUnsafeVersion } from '../../../packages/core/src/ledger/sqlite/driver.ts'
import { openSqliteLedger } from '../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { write } from '../../../packages/core/src/ledger/sqlite/transaction.ts'
import { withSnapshot } from '../../../packages/core/src/ledger/with-snapshot.ts'
import { quickArguments } from '../../support/quick/quick-arguments.ts'
import { currentOf, everything, hashOf, idOf, leaseOf, made, publishOne, start } from './ledger-cases.ts'

let folder: string
let count = 0
function newFile(): string {
  count += 1
  return join(folder, `${count}.db`)
}

function newPath(): string {
  count += 1
  return join(folder, String(count), '.varve', 'ledger.db')
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-ledger-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the file', () => {
  test('a ledger that is opened again is the same ledger and remembers', async () => {
    const path = newPath()
    const first = await openSqliteLedger(path)
    await start(first, 'r1')
    await publishOne(first, await leaseOf(first, 'r1', 'a'), made('m1', 'r1', 'a'), null)
    await first.close()
    const second = await openSqliteLedger(path)
    expect([second.id, await withSnapshot(second, everything)]).toEqual([first.id, [{ ...made('m1', 'r1', 'a'), sequence: 2 }]])
    await second.close()
  })

  test('a ledger of a newer schema is refused by name and left alone', async () => {
    const path = newPath()
    await (await openSqliteLedger(path)).close()
    await script(path, 'PRAGMA user_version = 6')
    expect(await refused(openSqliteLedger(path))).toMatchObject({
      code: 'LEDGER_VERSION_UNKNOWN',
      where: path,
      details: { path, version: 6, known: 5 },
    })
  })

  test('a ledger of the first schema keeps what it holds and is given what it needs', async () => {
    const path = await older('DROP TABLE dynamic_key; DROP TABLE partition_definition; PRAGMA user_version = 1')
    await script(path, "UPDATE journal SET body = json_remove(body, '$.windows') WHERE kind = 'materialized'")
    const [second, third] = await Promise.all([openSqliteLedger(path), openSqliteLedger(path)])
    expect(await second.addKeys('tenants', ['acme'], 0)).toEqual(['acme'])
    const airports = { kind: 'segment', keys: ['ATL'] } as const
    await start(second, 'r2', { asset: airports })
    const found = await withSnapshot(third, async snapshot => ({
      current: await currentOf(snapshot, 'a'),
      keys: await snapshot.dynamicKeys(),
      assets: await snapshot.assets('main'),
    }))
    expect(found).toMatchObject({
      current: { ...made('m2', 'r1', 'a', 'v2'), windows: null, stored: null, sequence: 11 },
      keys: { tenants: ['Globex', 'acme'] }, // as the facts say
      assets: [{ asset: 'asset', partitions: JSON.stringify({ keys: airports.keys, kind: airports.kind }) }],
    })
    expect(second.id).toBe(third.id)
    await Promise.all([second.close(), third.close()])
    expect(await select(path, 'PRAGMA user_version')).toEqual([{ user_version: 5 }])
  })

  test('a ledger with records of format 1 goes on with a chain, whose first record holds what format 1 left out', async () => {
    const path = await older('')
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
    await ledger.close()
    expect(await select(path, 'SELECT count(bytes) AS bytes FROM commit_record')).toEqual([{ bytes: 0 }])
  })

  test('a file that is no database, and the database of another program, are refused with a fix', async () => {
    const [garbage, foreign] = [join(folder, 'garbage.db'), join(folder, 'foreign.db')]
    await writeFile(garbage, 'not a database '.repeat(100))
    await script(foreign, 'CREATE TABLE theirs (x)')
    for (const path of [garbage, foreign]) {
      const error = await refused(openSqliteLedger(path))
      expect([error.code, error.what, error.where]).toEqual(['LEDGER_UNUSABLE', 'the file is not a Varve ledger', path])
      expect(error.fix).not.toBe('')
    }
  })

  test('a path below a file, and one that is a folder, are refused', async () => {
    await writeFile(join(folder, 'file'), '')
    expect((await refused(openSqliteLedger(join(folder, 'file', 'ledger.db')))).code).toBe('LEDGER_UNUSABLE')
    expect((await refused(openSqliteLedger(folder))).code).toBe('LEDGER_UNUSABLE')
  })

  test('a SQLite that can corrupt a write-ahead log is refused', () => {
    const isRefused = (version: string) => {
      try {
        refuseUnsafeVersion(version, 'ledger.db')
        return false
      } catch (error) {
        return isVarveError(error) && error.code === 'LEDGER_UNUSABLE'
      }
    }
    expect(['3.7.0', '3.45.1', '3.51.2', '', '3.51.3', '3.53.0', '4.0.0'].map(isRefused)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ])
  })

  test('pins end with their lease', async () => {
    const path = newPath()
    const ledger = await openSqliteLedger(path)
    await start(ledger, 'r1')
    const [a, b] = [await leaseOf(ledger, 'r1', 'a'), await leaseOf(ledger, 'r1', 'b')]
    await ledger.pin([a, a, b].map(lease => ({ lease, sha256: hashOf('f00d') })))
    await publishOne(ledger, a, made('m1', 'r1', 'a'), null)
    expect(await select(path, 'SELECT token FROM pin')).toEqual([{ token: b.token }])
    await ledger.endRun('r1', 'complete', 0)
    expect(await select(path, 'SELECT token FROM pin')).toEqual([])
    await ledger.close()
  })
})

describe('transactions', () => {
  test('each has the durability it asks for, whatever came before', async () => {
    const db = await openDatabase(newFile())
    const level = () => db.get<{ synchronous: number }>('PRAGMA synchronous')?.synchronous
    const levels = (['FULL', 'NORMAL', 'FULL', 'NORMAL'] as const).map(durability => write(bookOf(db, 'id'), durability, level))
    db.close()
    expect(levels).toEqual([2, 1, 2, 1])
  })
})

describe('several processes', () => {
  test('processes that create a ledger at the same instant all get the same one', async () => {
    const path = newPath()
    const children = Array.from({ length: 5 }, () => child('create', path, 'r1'))
    const ids = await Promise.all(children.map(said))
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toMatch(/^[0-9a-f]{32}\n$/)
  })

  test('a ledger that is half created by another process is never taken for the file of another program', async () => {
    const path = newPath()
    const ids = await Promise.all(['r1', 'r2', 'r3'].map(run => said(child('create-many', path, run))))
    expect(ids[0]!.trim().split('\n')).toHaveLength(60)
    expect(new Set(ids).size).toBe(1)
  })

  test('semantics 34: two processes over the same partitions publish each once', async () => {
    const path = newPath()
    const published = await Promise.all(['r1', 'r2'].map(run => said(child('publish', path, run))))
    const names = published.flatMap(text => text.split('\n').filter(Boolean))
    const ledger = await openSqliteLedger(path)
    const recorded = (await withSnapshot(ledger, everything)).map(({ partition }) => partition)
    await ledger.close()
    const expected = Array.from({ length: 100 }, (_, index) => `p${index}`).sort()
    expect([names.sort(), [...recorded].sort()]).toEqual([expected, expected])
  })

  test('semantics 11: of two processes that add a key in two cases one is refused, and the other is what stands', async () => {
    const path = newPath()
    const heard = await Promise.all(['r1', 'r2'].map(run => said(child('add-keys', path, run))))
    const added = heard.flatMap(text => text.split('\n').filter(Boolean))
    const ledger = await openSqliteLedger(path)
    const { known, sequence } = await withSnapshot(ledger, async snapshot => ({
      known: await snapshot.knownKeys('tenants'),
      sequence: snapshot.sequence,
    }))
    await ledger.close()
    const spellings = Array.from({ length: 50 }, (_, index) => `key${index}`).sort()
    expect(added.map(key => key.toLowerCase()).sort()).toEqual(spellings)
    expect([known.map(({ key }) => key), sequence]).toEqual([added.sort(), 50])
  })

  test('a killed writer leaves whole groups, and every acknowledged one', async () => {
    const path = newPath()
    const writer = child('write-until-killed', path, 'r1')
    let heard = ''
    writer.stdout!.on('data', chunk => {
      heard += String(chunk)
      if (heard.split('\n').length > 30) writer.kill('SIGKILL')
    })
    await once(writer, 'close')
    const acknowledged = heard.split('\n').slice(0, -1)
    const ledger = await openSqliteLedger(path)
    const { all, pointed, sequence } = await withSnapshot(ledger, async snapshot => ({
      all: await everything(snapshot),
      pointed: (await snapshot.pointers({ environment: 'main', after: null, limit: 1000 })).map(({ materialization }) => materialization),
      sequence: snapshot.sequence,
    }))
    const [commits, pending] = [await ledger.unwrittenCommits(), await ledger.tree.pending()]
    await ledger.close()
    expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged.map(idOf)))
    expect(pointed.toSorted()).toEqual(all.map(one => one.sequence).toSorted())
    expect([commits.length, pending, sequence]).toEqual([all.length, all.length, 1 + 2 * all.length])
    expect(await select(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })
})

function child(act: string, path: string, run: string): ChildProcess {
  const program = fileURLToPath(new URL('./ledger-process.ts', import.meta.url))
  return spawn(process.execPath, [...quickArguments(), program, act, path, run], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function said(process: ChildProcess): Promise<string> {
  let text = ''
  process.stdout!.on('data', chunk => {
    text += String(chunk)
  })
  const [status] = await once(process, 'close')
  expect(status).toBe(0)
  return text
}

/** @returns the path of a ledger that an older Varve wrote. */
async function older(change: string): Promise<string> {
  const path = newFile()
  await script(path, await readFile(new URL('../../fixtures/ledger-3.sql', import.meta.url), 'utf8'))
  await script(path, change)
  return path
}

async function script(path: string, sql: string): Promise<void> {
  const db = await openDatabase(path)
  db.script(sql)
  db.close()
}

async function select(path: string, sql: string): Promise<readonly unknown[]> {
  const db = await openDatabase(path)
  const rows = db.all<object>(sql).map(row => ({ ...row }))
  db.close()
  return rows
}

async function refused(act: Promise<unknown>): Promise<VarveError> {
  const error: unknown = await act.then(
    () => undefined,
    error => error,
  )
  if (!isVarveError(error)) throw new Error('expected a refusal', { cause: error })
  return error
}
