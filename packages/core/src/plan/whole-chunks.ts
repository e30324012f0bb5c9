/** Whole chunks: reads of an asset that follow each other and are all known, between ends that their keys alone decide. */
import { type PartitionSubset, subsetOfRanges } from '@varve/partitions'

/** Every one of its partitions is there to be read, with bytes that are not lost. */
export interface WholeChunk {
  readonly from: number
  readonly to: number
  readonly digest: string
}

/** By asset, in the order of its partitions. */
export type ChunksOf = (asset: string) => readonly WholeChunk[]

export const noChunks: ChunksOf = () => []

/** Those in which none of these partitions is. */
export function chunksWithout(chunks: readonly WholeChunk[], { ranges }: PartitionSubset): readonly WholeChunk[] {
  if (ranges.length === 0) return chunks
  let at = 0
  return chunks.filter(({ from, to }) => {
    while (at < ranges.length && ranges[at]![1] <= from) at += 1
    return at === ranges.length || ranges[at]![0] >= to
  })
}

/** What has to be looked at where these partitions are read together. */
export function besideChunks(chunks: readonly WholeChunk[], { of, ranges }: PartitionSubset): PartitionSubset {
  const left: (readonly [from: number, to: number])[] = []
  let at = 0
  for (const [begin, end] of ranges) {
    let from = begin
    while (at < chunks.length && chunks[at]!.from < begin) at += 1
    for (; at < chunks.length && chunks[at]!.to <= end; at += 1) {
      const chunk = chunks[at]!
      if (!isAtEnd(chunk.from, begin)) continue
      left.push([from, chunk.from])
      from = chunk.to
    }
    left.push([from, end])
  }
  return subsetOfRanges(of, left)
}

/** Whether a list that has partitions from `begin` on comes to the begin of a chunk with no other still open. */
export function isAtEnd(from: number, begin: number): boolean {
  return from > begin || begin === 0
}
