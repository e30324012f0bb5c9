/** What of one consistent look at the ledger is judged and planned from. */
import type { LedgerSnapshot } from '../ledger/ledger.ts'

/** For one partition. */
export type JudgedSnapshot = Pick<LedgerSnapshot, 'erasureOf' | 'refusalOf' | 'find' | 'findByDefinition'>

/** For the partitions of whole assets. */
export type PlanSnapshot = JudgedSnapshot &
  Pick<LedgerSnapshot, 'sequence' | 'current' | 'currentAt' | 'losses' | 'partitionsOf' | 'dynamicKeys'>
