/** What planning knows of a materialization: as much of it as the ledger's columns hold. */
import type { Basis } from '../ledger/judged.ts'
import type { NamedWindow, Sequence } from '../ledger/records.ts'

export interface Row {
  readonly asset: string
  readonly partition: string
  /** Of the materialization. */
  readonly sequence: Sequence
  readonly version: string
  /** Content hash. */
  readonly content: string
  readonly basis: Basis
  /** Null where an older Varve made it, which did not say. */
  readonly windows: readonly NamedWindow[] | null
  /** Whether a member of it is lost now. */
  readonly isLost: boolean
}
