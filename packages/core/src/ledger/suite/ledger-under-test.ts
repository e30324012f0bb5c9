/** What the suite of ledgers is given: a new ledger, and the clock that it asks. */
import type { Instant } from '@varve/partitions'
import type { Ledger } from '../ledger.ts'

export interface LedgerUnderTest {
  readonly ledger: Ledger
  /** Sets the clock that the ledger asks, wherever it runs. */
  setClock(at: Instant): Promise<void>
}
