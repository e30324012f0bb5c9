/** States of assets as the ledger keeps them: a cache of what was judged, as of one point of its order. */
import type { Sequence } from './records.ts'

/** What was judged of an asset in an environment. The ledger reads none of it but the sequence. */
export interface KeptState {
  readonly asset: string
  /** Hash of everything but the ledger that decided it: another definition is another state. */
  readonly identity: string
  /** Every fact up to here is in it. */
  readonly sequence: Sequence
  readonly body: Uint8Array
}

export interface NewState extends KeptState {
  /** The sequence of the state that it was made from; null where there was none, or one of another identity. */
  readonly before: Sequence | null
}

/** Partitions of which something was recorded after a point of the order, whatever it was and in whatever environment. */
export interface MovedPartitions {
  readonly asset: string
  readonly partitions: readonly string[]
}
