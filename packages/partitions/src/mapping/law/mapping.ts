/** What a mapping is: which upstream partitions a downstream partition reads, and the inverse. */
import type { PartitionSet, PartitionsAsOf } from '../../partition-set.ts'
import type { PartitionSubset } from '../../subset/subset.ts'
import type { MissingKeys } from './missing.ts'

/** How many upstream partitions one downstream partition reads: the type of the input follows from it. */
export type Arity = 'one' | 'maybe' | 'many'

export interface Mapping<out A extends Arity = Arity> {
  readonly arity: A
  /** The mapping's name with its parameters, for people and documents: `same`, `last(7)`, `all`, `dimension(day)`. */
  readonly name: string
  /**
   * Everything that decides its answers, as text: what was computed from them may be kept for as long as this stays the same. Null where
   * code decides them.
   */
  readonly identity: string | null
  /** Whether every partition that is read comes before its reader where both are of this set: then an asset can read itself. */
  readsEarlier?(set: PartitionSet): boolean
  /** Why the mapping cannot connect two sets, as a sentence; undefined where it can. Both methods below raise it as `PARTITIONS_DO_NOT_FIT`. */
  refusal(upstream: PartitionSet, downstream: PartitionSet): string | undefined
  /** What the given downstream partitions read. */
  upstream(downstream: PartitionSubset, upstream: PartitionsAsOf): UpstreamAnswer
  /** The existing downstream partitions that read any of the given upstream ones: `u` is in `upstream(d)` exactly when `d` is in `downstream(u)`. */
  downstream(upstream: PartitionSubset, downstream: PartitionsAsOf): PartitionSubset
}

export interface UpstreamAnswer {
  /** Upstream partitions that are read and exist. */
  readonly existing: PartitionSubset
  /** What is read and does not exist (at this instant); it is never silently dropped. */
  readonly missing: MissingKeys
  /** True where the start of the upstream set cut the answer short; that is not missing. */
  readonly short: boolean
}
