/** What `run` is given beside its inputs. */
import type { PartitionSet, ValueOf } from '@varve/partitions'

export interface Context<P extends PartitionSet = PartitionSet, C = unknown> {
  /** The partition to make: `{ key, start, end }` for a window, the key of a segment, each dimension by name for a product. */
  readonly partition: ValueOf<P>
  /** The asset's config, validated, with its defaults. */
  readonly config: C
  /** Aborts when the run is interrupted; pass it on to what you await. */
  readonly signal: AbortSignal
}
