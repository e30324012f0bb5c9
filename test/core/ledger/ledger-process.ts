/** A process of its own that writes a ledger, for tests that need several or kill one. */
import { isVarveError } from '../../../packages/core/src/foundation/errors.ts'
import { openSqliteLedger } from '../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { currentOf, leaseOf, made, publishOne, start } from '../../../packages/core/src/ledger/suite/cases.ts'
import { withSnapshot } from '../../../packages/core/src/ledger/with-snapshot.ts'

const [act, path = '', run = ''] = process.argv.slice(2)
const ledger = await openSqliteLedger(path)

switch (act) {
  case 'create':
    console.log(ledger.id)
    break
  case 'create-many':
    for (let index = 0; index < 60; index += 1) {
      const other = await openSqliteLedger(`${path}-${index}`)
      console.log(other.id)
      await other.close()
    }
    break
  case 'publish':
    await start(ledger, run)
    for (let index = 0; index < 100; index += 1) await publishIfFree(`p${index}`)
    await ledger.endRun(run, 'complete', 0)
    break
  case 'add-keys':
    for (let index = 0; index < 50; index += 1) await addUnlessRefused(run === 'r1' ? `key${index}` : `KEY${index}`)
    break
  case 'write-until-killed':
    await start(ledger, run)
    for (let index = 0; ; index += 1) {
      const partition = `p${index}`
      await publishOne(ledger, await leaseOf(ledger, run, partition), made(partition, run, partition), null)
      await new Promise<void>(resolve => process.stdout.write(`${partition}\n`, () => resolve()))
    }
}
await ledger.close()

/** Leaves a partition to the other process where that one holds or has published it. */
async function publishIfFree(partition: string): Promise<void> {
  const lease = await leaseOf(ledger, run, partition)
  if (!lease.granted) return
  const isPublished = (await withSnapshot(ledger, snapshot => currentOf(snapshot, partition))) !== null
  if (isPublished) return ledger.release([lease])
  const [result] = await publishOne(ledger, lease, made(`${run} ${partition}`, run, partition), null)
  if (result === 'published') console.log(partition)
}

async function addUnlessRefused(key: string): Promise<void> {
  try {
    for (const added of await ledger.addKeys('tenants', [key], 0)) console.log(added)
  } catch (error) {
    if (!isVarveError(error) || error.code !== 'BAD_KEY') throw error
  }
}
