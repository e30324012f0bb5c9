/** The ledger in SQLite passes the suite of every ledger. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { systemRandom } from '../../../../packages/core/src/foundation/random.ts'
import { openSqliteLedger } from '../../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { ledgerContract } from '../../../contracts/ledger.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-ledger-'))
})
afterAll(() => rm(folder, { recursive: true }))

ledgerContract('sqlite', async at => {
  let now = at
  count += 1
  const ledger = await openSqliteLedger(join(folder, String(count), '.varve', 'ledger.db'), systemRandom, { now: () => now })
  return {
    ledger,
    setClock: async later => {
      now = later
    },
  }
})
