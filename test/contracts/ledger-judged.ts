/** Stub. */
import type { Ledger } from '../../packages/core/src/ledger/ledger.ts'

export function ledgerJudged(_: () => Ledger): void {}
