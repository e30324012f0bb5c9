/** varve/ledger-suite: the vitest suite that every ledger passes. */
export { type LedgerUnderTest, ledgerContract } from '@varve/core/ledger-suite'
