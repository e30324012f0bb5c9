/** What planning and judging are given of the ledger: columns of rows for whole assets or some partitions, loaded before anything is judged. */
import type { StoredForm } from '../io/decoder.ts'
import type { Erasure, NamedWindow, Refusal, Sequence } from './records.ts'

/** All of it is answered from one state, in one question. */
export interface JudgedRequest {
  readonly environment: string
  readonly assets: readonly JudgedAssetRequest[]
}

export interface JudgedAssetRequest {
  readonly asset: string
  /** Of which partitions the current rows are wanted. */
  readonly current: readonly string[] | 'all'
  /** Of which partitions everything else that may decide is wanted: other versions, refusals. */
  readonly others: readonly string[] | 'all'
}

export interface Judged {
  readonly sequence: Sequence
  /** In the order asked for. */
  readonly assets: readonly JudgedAsset[]
}

export interface JudgedAsset {
  readonly asset: string
  /** Of the newest event of the asset, in any environment: what pointers, materializations, refusals, losses and erasures say of it. */
  readonly head: Sequence
  /** What the pointers name, by key. */
  readonly current: Rows
  /** Of the others: every materialization that was not erased, also what is current; by key, then newest first. */
  readonly versions: Rows
  /** Of the others: refusals that no later publication or pointer move of the same version has answered, newest first. */
  readonly refusals: readonly Refusal[]
  /** Partitions of which nothing was made since they were erased; those of `current` and `others`, by key. */
  readonly erased: readonly Erasure[]
  /** What was current in the environment when they were erased, by key. */
  readonly beforeErasure: Rows
  /** Of `current` and `versions`, those of which a member is lost now: their sequences, each once, in order. */
  readonly lost: readonly Sequence[]
}

/** Rows as columns: what a million of them take is bytes, not objects. */
export interface Rows {
  readonly count: number
  /** One for each row, each followed by a line feed; a key holds none. They are in the order of their UTF-8 bytes. */
  readonly keys: string
  /** Sequence of the materialization. */
  readonly materializations: Float64Array
  /** 64 hex digits for each row. */
  readonly versions: string
  /** Content hashes, 64 hex digits for each row. */
  readonly contents: string
  /** For each row the place in `bases` of what it has in common with others. */
  readonly basis: Uint32Array
  readonly bases: readonly Basis[]
  /** Start and end of the row's first window; NaN where it has none. */
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** All windows of the rows that have more than one, by the row's place. */
  readonly windows: Readonly<Record<number, readonly NamedWindow[]>>
}

/** What many materializations have in common, as far as planning asks. */
export interface Basis {
  readonly definitionHash: string
  readonly configHash: string
  readonly contract: { readonly hash: string; readonly ok: boolean } | null
  /** How the bytes become values; null where an older Varve made it, which did not say. */
  readonly stored: StoredForm | null
  /** Names of the inputs that were read. */
  readonly inputs: readonly string[]
  /** Of its windows; null where an older Varve made it, which did not say. */
  readonly dimensions: readonly string[] | null
  /** False where an input was read although partitions of it were missing. */
  readonly complete: boolean
}
