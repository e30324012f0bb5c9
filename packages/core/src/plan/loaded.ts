/** What was loaded of the ledger, by asset and ordinal: planning and judging read nothing else of it. */
import type { Erasure, Refusal } from '../ledger/records.ts'
import type { Row } from './row.ts'

export interface Loaded {
  of(asset: string): LoadedAsset
}

/**
 * Every answer throws INVARIANT_BROKEN for a partition that was not loaded: what was not asked for must never be taken for what is not there.
 */
export interface LoadedAsset {
  /** What the pointer names, where it was made for the windows that the partition has now. Of `current`. */
  row(ordinal: number): Row | undefined
  /** What the pointer names, whatever windows it was made for. Of `current`. */
  pointed(ordinal: number): Row | undefined
  /** Whatever was made and not erased, newest first, whatever windows it was made for. Of `others`. */
  versions(ordinal: number): readonly Row[]
  /** The newest of exactly this version that was not answered. Of `others`. */
  refusal(ordinal: number, version: string): Refusal | undefined
  /** After which nothing was made. Of `current` and `others`. */
  erasure(ordinal: number): Erasure | undefined
  /** What was current when it was erased, where it was made for the windows that the partition has now. Of `current` and `others`. */
  beforeErasure(ordinal: number): Row | undefined
}
