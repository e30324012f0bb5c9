/** Whole chunks that are known of each asset: those that were kept and still hold, and those found now. */
import type { PartitionSubset } from '@varve/partitions'
import type { PlanGraph } from '../node.ts'
import { readsItself } from '../upstream-of.ts'
import { type ChunksOf, chunksWithout, type WholeChunk } from '../whole-chunks.ts'
import { chunksIn } from './chunks-body.ts'
import type { Kept } from './kept.ts'

export interface HeldChunks {
  of: ChunksOf
  /** Something else is available of these partitions than when the chunks were kept. */
  drop(asset: string, partitions: PartitionSubset): void
  /** @param chunks all that are known of it now. */
  found(asset: string, chunks: readonly WholeChunk[]): void
  /** Whether others are known than those that were kept. */
  areOthers(asset: string): boolean
}

/** Below so many partitions there is little to save. */
const partitionsMin = 256

/**
 * What decides the digest of a chunk, and why a kept one holds: its keys, and the windows that data has to be made for, by the identity and
 * the extent of the asset's states; its contents by the events since; what cannot be read by {@link HeldChunks.drop}, once that is known;
 * its read hashes by the decoders that are kept with it, and the recorded forms, which never change.
 *
 * Of an asset that reads its own past there are none: what can be read of it changes while it is judged.
 *
 * @param moved partitions with an event that the kept states may not know.
 */
export function heldChunks(
  graph: PlanGraph,
  kept: ReadonlyMap<string, Kept>,
  moved: (asset: string) => PartitionSubset | undefined,
): HeldChunks {
  const held = new Map<string, readonly WholeChunk[]>()
  const keptOf: ChunksOf = asset => chunksIn(kept.get(asset)?.body.chunks ?? null, graph.get(asset)!)
  const mayHave = (asset: string) => {
    const node = graph.get(asset)!
    return node.partitions.count >= partitionsMin && !readsItself(node)
  }
  const of: ChunksOf = asset => {
    const known = held.get(asset)
    if (known) return known
    const movedPartitions = moved(asset)
    const chunks = mayHave(asset) ? keptOf(asset) : []
    const holding = movedPartitions ? chunksWithout(chunks, movedPartitions) : chunks
    held.set(asset, holding)
    return holding
  }
  return {
    of,
    drop: (asset, partitions) => held.set(asset, chunksWithout(of(asset), partitions)),
    found: (asset, chunks) => {
      if (mayHave(asset)) held.set(asset, chunks)
    },
    areOthers: asset => {
      const known = held.get(asset)
      return known !== undefined && !areSame(known, keptOf(asset))
    },
  }
}

function areSame(one: readonly WholeChunk[], other: readonly WholeChunk[]): boolean {
  return (
    one.length === other.length && one.every(({ from, digest }, index) => from === other[index]!.from && digest === other[index]!.digest)
  )
}
