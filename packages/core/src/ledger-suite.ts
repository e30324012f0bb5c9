/** @varve/core/ledger-suite: the vitest suite that every ledger passes. */
export { ledgerContract } from './ledger/suite/ledger-contract.ts'
export type { LedgerUnderTest } from './ledger/suite/ledger-under-test.ts'
