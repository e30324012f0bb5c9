/** The ledger in SQLite: the shared suite, and what several processes and foreign files ask of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isVarveError, type VarveError } from '../../../packages/core/src/foundation/errors.ts'
import { systemRandom } from '../../../packages/core/src/foundation/random.ts'
import { bookOf } from '../../../packages/core/src/ledger/sqlite/book.ts'
import { openDatabase, refuseUnsafeVersion } from '../../../packages/core/src/ledger/sqlite/driver.ts'
import { openSqliteLedger } from '../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { write } from '../../../packages/core/src/ledger/sqlite/transaction.ts'
import { everything, hashOf, idOf, leaseOf, made, publishOne, start } from '../../../packages/core/src/ledger/suite/cases.ts'
import { ledgerContract } from '../../../packages/core/src/ledger/suite/ledger-contract.ts'
import { withSnapshot } from '../../../packages/core/src/ledger/with-snapshot.ts'
import { quickArguments } from '../../support/quick/quick-arguments.ts'
import { script, select } from './sqlite/ledger-file.ts'

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

ledgerContract('sqlite', async at => {
  let now = at
  const ledger = await openSqliteLedger(newPath(), systemRandom, { now: () => now })
  return {
    ledger,
    setClock: async later => {
      now = later
    },
  }
})

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
    await ledger.pin([a, a, b].map(lease => ({ lease, sha256: hashOf('bytes') })))
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
    const book = bookOf(db, 'a ledger')
    const level = () => db.get<{ synchronous: number }>('PRAGMA synchronous')?.synchronous
    const levels = (['FULL', 'NORMAL', 'FULL', 'NORMAL'] as const).map(durability => write(book, durability, level))
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
    const { all, pointers, sequence } = await withSnapshot(ledger, async snapshot => ({
      all: await everything(snapshot),
      pointers: await snapshot.pointers({ environment: 'main', after: null, limit: 1000 }),
      sequence: snapshot.sequence,
    }))
    const ids = all.map(({ id }) => id)
    const [commits, pending] = [await ledger.unwrittenCommits(), await ledger.tree.pending()]
    await ledger.close()
    expect(ids).toEqual(expect.arrayContaining(acknowledged.map(idOf)))
    expect(pointers.map(({ materialization }) => materialization).sort()).toEqual(all.map(one => one.sequence).sort())
    expect([commits.length, pending, sequence]).toEqual([ids.length, ids.length, 1 + 2 * ids.length])
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

async function refused(act: Promise<unknown>): Promise<VarveError> {
  const error: unknown = await act.then(
    () => undefined,
    error => error,
  )
  if (!isVarveError(error)) throw new Error('expected a refusal', { cause: error })
  return error
}
