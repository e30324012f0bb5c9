/** Stub. */
import type { Ledger } from '../../packages/core/src/ledger/ledger.ts'

export function ledgerSnapshots(_: () => Ledger): void {}
