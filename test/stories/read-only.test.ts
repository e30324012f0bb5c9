/** Commands that read work where nothing can be written, and write nothing there. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { materialize, path, plan, status } from 'varve'
import { expect, test } from 'vitest'
import { openDatabase } from '../../packages/core/src/ledger/sqlite/driver.ts'
import { openReadOnlyLedger } from '../../packages/core/src/ledger/sqlite/read-only-ledger.ts'
import { openSqliteLedger } from '../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { withSnapshot } from '../../packages/core/src/ledger/with-snapshot.ts'
import { quickArguments } from '../support/quick/quick-arguments.ts'
import { config } from '../support/recovery-config.ts'
import { newRoot, type Root } from '../support/recovery-project.ts'

interface Told {
  readonly answers: Readonly<Record<string, unknown>>
  readonly notes: readonly string[]
}

/** Of nobody, without the right to write anything; root could write all the same. */
async function readAsNobody({ root }: Root): Promise<Told> {
  for (const name of ['', ...readdirSync(root, { recursive: true, encoding: 'utf8' })]) {
    const path = join(root, name)
    chmodSync(path, statSync(path).isDirectory() ? 0o555 : 0o444)
  }
  chmodSync(join(root, '..'), 0o555)
  const script = fileURLToPath(new URL('../support/read-as-nobody.ts', import.meta.url))
  const child = spawn(process.execPath, [...quickArguments(), script, root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout!.on('data', chunk => {
    text += String(chunk)
  })
  await once(child, 'close')
  return JSON.parse(text)
}

const commands = ['status', 'plan', 'lineage', 'history', 'path', 'verify', 'read']
const pending = 'the ledger cannot be written here, so nothing that is pending was written to the storage root or shown in the tree'

test('a read-only ledger and root are read, nothing is written there, and the commands say so', async () => {
  const other = await copyToRead()
  const before = readdirSync(other.root, { recursive: true })
  expect(await readAsNobody(other)).toEqual({
    answers: {
      ...{ status: ['orders 3', 'visits 0', 'total 1'], plan: 0, lineage: 3, history: 3, path: true, verify: true },
      read: [{ day: '2001-01-02', n: 2 }],
    },
    notes: Array.from({ length: 6 }, () => pending), // plan settles nothing anywhere
  })
  expect(readdirSync(other.root, { recursive: true })).toEqual(before)
})

test('what is found lost where nothing can be written is not said to be recorded, and nothing is written', async () => {
  const other = await copyToRead()
  rmSync((await path(config, 'orders@2001-01-02', other.at)).object!)
  other.remove('.varve/ledger.db-wal', '.varve/ledger.db-shm')
  const before = readdirSync(other.root, { recursive: true })
  const { answers, notes } = await readAsNobody(other)
  expect(answers).toMatchObject({
    verify: false,
    read: expect.stringMatching(
      /^OBJECT_MISSING where the ledger can be written, run varve verify, which records what is lost, .*; .* this is not recorded$/,
    ),
  })
  expect(notes.filter(note => note !== pending)).toEqual([expect.stringContaining('so what is lost was not recorded')])
  expect(readdirSync(other.root, { recursive: true })).toEqual(before)
})

/** Everything made, in a place that no process has open, without a write-ahead log. */
async function copyToRead(): Promise<Root> {
  const place = newRoot()
  await materialize(config, place.at)
  const db = await openDatabase(place.path('.varve/ledger.db'))
  db.script('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  const other = newRoot()
  other.remove('.')
  cpSync(place.root, other.root, { recursive: true })
  other.remove('.varve/ledger.db-wal', '.varve/ledger.db-shm')
  return other
}

test('a write-ahead log that cannot be read there is never left out without a word', async () => {
  const place = newRoot()
  await materialize(config, { ...place.at, select: ['orders'] })
  const held = await openDatabase(place.path('.varve/ledger.db'))
  held.get('SELECT 1 FROM fact') // keeps the log
  await materialize(config, place.at)
  const other = newRoot()
  other.remove('.')
  cpSync(place.root, other.root, { recursive: true })
  other.remove('.varve/ledger.db-shm')
  held.close()
  const { answers } = await readAsNobody(other)
  const wanted = 'LEDGER_READ_ONLY run `varve status` once where the folder can be written'
  expect(commands.filter(name => !String(answers[name]).startsWith(wanted))).toEqual([])
})

test('a ledger that another process has open, and has not written to yet, is read as it becomes', async () => {
  const place = newRoot()
  await materialize(config, { ...place.at, partitions: '2001-01-01', select: ['orders'] })
  const file = place.path('.varve/ledger.db')
  const writer = await openSqliteLedger(file)
  const db = await openDatabase(file)
  db.script('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  expect(statSync(`${file}-wal`).size).toBe(0)
  const reader = await openReadOnlyLedger(file)
  await writer.addKeys('tenants', ['acme'], 0)
  expect(await withSnapshot(reader, snapshot => snapshot.knownKeys('tenants'))).toMatchObject([{ key: 'acme' }])
  await reader.close()
  await writer.close()
})

test('status and plan answer also where the ledger has no room for the states that they found', async () => {
  const place = newRoot()
  await materialize(config, place.at)
  const answers = () => Promise.all([status(config, place.at), plan(config, place.at)])
  const before = await answers()
  const db = await openDatabase(place.path('.varve/ledger.db'))
  db.script(`DELETE FROM state; CREATE TRIGGER full BEFORE INSERT ON state BEGIN SELECT RAISE(FAIL, 'no room'); END`)
  expect(await answers()).toEqual(before)
  expect(db.get('SELECT count(*) AS count FROM state')).toEqual({ count: 0 })
  db.close()
})
