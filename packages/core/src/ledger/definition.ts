/** Where a project keeps its ledger: what `ledger:` of a config holds. */
import type { Ledger } from './ledger.ts'

/** A ledger as a config names it, opened by each command; `sqliteLedger()` makes the one that is used by default. */
export interface LedgerDefinition {
  /** What it is, in messages. */
  readonly kind: string
  /** Where it is, for people; never holds a secret. @param base the folder that relative paths resolve against. */
  locate(base: string): string
  /** Whether there is one. */
  exists(base: string): Promise<boolean>
  /** @param intent `write` creates one where there is none; `read` is asked only where there is one, and opens also what cannot be written. */
  open(base: string, intent: 'read' | 'write'): Promise<OpenedLedger>
}

export interface OpenedLedger {
  readonly ledger: Ledger
  /** True where it cannot be written: commands that read do so, and write nothing. */
  readonly isReadOnly: boolean
}
