/** The ledger in memory. */
import { memoryLedger } from '../../../packages/core/src/ledger/memory-ledger.ts'
import { ledgerContract } from '../../contracts/ledger.ts'

ledgerContract('memory', async () => memoryLedger())
