/** What another hand changes in a ledger file is found: by a replay of the facts, or by the hashes of the commit records over them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../../../packages/core/src/foundation/hash.ts'
import { artifactOf } from '../../../../packages/core/src/io/artifact.ts'
import { openDatabase } from '../../../../packages/core/src/ledger/sqlite/driver.ts'
import { openSqliteLedger } from '../../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { hashOf, leaseOf, made, minute, publishOne, sequenceOf, start } from '../../../../packages/core/src/ledger/suite/cases.ts'
import { withSnapshot } from '../../../../packages/core/src/ledger/with-snapshot.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-audit-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A ledger with facts that are rows of each kind. */
async function written(): Promise<string> {
  count += 1
  const path = join(folder, `${count}.db`)
  const ledger = await openSqliteLedger(path)
  await start(ledger, 'r1')
  const day = { dimension: 'day', start: minute(0), end: minute(60) }
  await publishOne(ledger, await leaseOf(ledger, 'r1', 'a'), { ...made('m1', 'r1', 'a'), windows: [day] }, null)
  const parts = artifactOf(
    [
      { name: 'a.json', sha256: hashOf('part a'), bytes: 1 },
      { name: 'b.json', sha256: hashOf('part b'), bytes: 2 },
    ],
    null,
  )
  await publishOne(ledger, await leaseOf(ledger, 'r1', 'b', 'v2'), { ...made('m2', 'r1', 'b', 'v2'), artifact: parts }, null)
  const move = { kind: 'move', asset: 'asset', partition: 'a', to: await sequenceOf(ledger, 'm1'), expected: null } as const
  await ledger.publish({ run: 'r1', environment: 'dev', at: minute(3), items: [move] })
  await ledger.noteLoss([{ sha256: hashOf('part b'), found: 'missing' }], minute(4))
  await ledger.close()
  return path
}

/** What the ledger says of itself, and which of its records are not those that were written. */
async function wrongIn(path: string): Promise<string> {
  const ledger = await openSqliteLedger(path)
  const records = await withSnapshot(ledger, async snapshot => {
    const entries = await snapshot.commits(0, 100)
    const hashes = await Promise.all(entries.map(async ({ sequence }) => sha256((await snapshot.commitBytes(sequence))!)))
    return entries.filter((entry, index) => entry.sha256 !== hashes[index]).map(({ sequence }) => `record ${sequence}`)
  })
  const said = [...(await ledger.audit()), ...records]
  await ledger.close()
  return said.join('\n')
}

test('a ledger that nobody changed is as its facts say', async () => {
  expect(await wrongIn(await written())).toBe('')
})

test.each([
  ['a text', `UPDATE text SET body = replace(body, '20.19.0', '20.19.1')`, 'is not what was recorded'],
  [
    'what planning knows of a materialization',
    'UPDATE materialization SET basis = (SELECT min(basis) FROM materialization)',
    'table materialization',
  ],
  ['what planning reads of a pointer', 'UPDATE pointer SET version = content', 'table pointer'],
  ['its window', 'UPDATE pointer SET window_start = window_start + 1', 'table pointer'],
  ['what it has in common with others', 'UPDATE pointer SET basis = (SELECT min(basis) FROM pointer)', 'table pointer'],
  ['where a pointer moved at once', 'UPDATE materialization SET environment = NULL', 'record'],
  ['a later move', 'DELETE FROM move', 'record'],
  ['bytes of a materialization', 'UPDATE materialization SET content = version', 'record'],
  ['when it was recorded', 'UPDATE moment SET at = at + 1', 'record'],
  ['the newest event of an asset', 'UPDATE asset_head SET sequence = sequence - 1', 'table asset_head'],
  ['a member of an artifact', 'DELETE FROM member', 'table member'],
  ['who holds what is lost', 'DELETE FROM loss_holder', 'table loss_holder'],
  ['an event of a loss', 'DELETE FROM loss_event', 'table loss_event'],
])('%s that was changed is found', async (_what, sql, message) => {
  const path = await written()
  const db = await openDatabase(path)
  db.script(sql)
  db.close()
  expect(await wrongIn(path)).toContain(message)
})
