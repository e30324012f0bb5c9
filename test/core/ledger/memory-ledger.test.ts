/** The ledger in memory. */
import { systemRandom } from '../../../packages/core/src/foundation/random.ts'
import { memoryLedger } from '../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { ledgerContract } from '../../../packages/core/src/ledger/suite/ledger-contract.ts'

ledgerContract('memory', async at => {
  let now = at
  const ledger = memoryLedger(systemRandom, {}, { now: () => now })
  return {
    ledger,
    setClock: async later => {
      now = later
    },
  }
})
