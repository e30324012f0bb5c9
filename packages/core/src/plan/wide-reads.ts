/** Wide inputs: what readers of the same upstream partitions have in common is found out once. */
import { equals, type PartitionSubset } from '@varve/partitions'
import { invariant } from '../foundation/invariant.ts'
import { chunkDigest, digestChunks, endsChunk } from '../version/reads-digest.ts'
import type { AvailableAt } from './available.ts'
import type { PlanGraph, PlanNode } from './node.ts'
import { type Found, findReads, type Reads, readsFrom } from './reads.ts'

/** Remembers what it finds, as long as what is available of these partitions stays the same. */
export interface WideReads {
  of(asset: string, partitions: PartitionSubset): Reads
  /** Something else is available of the asset from now on. */
  forget(asset: string): void
}

export function wideReads(graph: PlanGraph, available: AvailableAt): WideReads {
  const known = new Map<string, WideAsset>()
  return {
    of: (asset, partitions) => {
      const found = known.get(asset) ?? wideAsset(graph.get(asset)!, available)
      known.set(asset, found)
      return found(partitions)
    },
    forget: asset => known.delete(asset),
  }
}

type WideAsset = (partitions: PartitionSubset) => Reads

/** Reads that follow each other, digested together; no digest where one of them is not known. */
interface Chunk extends Found {
  readonly digest: string | undefined
}

type Range = readonly [from: number, to: number]

/** Beyond these what is remembered is dropped: windows that move on are never asked for again. */
const [edgesMax, rangesMax] = [64, 1_000_000]

function wideAsset(upstream: PlanNode, available: AvailableAt): WideAsset {
  const ends = chunkEnds(upstream)
  /** Chunks from one end to the next, by their first ordinal. */
  const whole = new Map<number, Chunk>()
  /** Chunks that the begin or end of a subset cuts, by first and last ordinal. */
  const edges = new Map<string, Chunk>()
  /** What subsets of more than one range came to, by their count and first ordinal. */
  const broken = new Map<string, { readonly partitions: PartitionSubset; readonly reads: Reads }[]>()
  let rangesKept = 0

  const wholeChunk = (range: Range): Chunk => {
    const chunk = whole.get(range[0]) ?? newChunk(upstream, [range], available)
    whole.set(range[0], chunk)
    return chunk
  }
  const cutChunk = (ranges: readonly Range[]): Chunk => {
    if (ranges.length > 1) return newChunk(upstream, ranges, available)
    const key = ranges.join()
    const chunk = edges.get(key) ?? newChunk(upstream, ranges, available)
    if (edges.size >= edgesMax) edges.clear()
    edges.set(key, chunk)
    return chunk
  }
  const find = (partitions: PartitionSubset): Reads => {
    const chunks: Chunk[] = []
    let ranges: Range[] = []
    for (const [begin, end] of partitions.ranges) {
      let from = begin
      for (const to of ends(begin, end)) {
        const isWhole = ranges.length === 0 && (from > begin || begin === 0)
        chunks.push(isWhole ? wholeChunk([from, to]) : cutChunk([...ranges, [from, to]]))
        ranges = []
        from = to
      }
      if (from < end) ranges.push([from, end])
    }
    if (ranges.length > 0) chunks.push(cutChunk(ranges))
    return readsFrom(chunks, upstream.name, () => digestChunks(partitions.count, chunks.map(digestOf)))
  }
  return partitions => {
    const { length } = partitions.ranges
    if (length === 1) return find(partitions)
    const key = `${partitions.count} ${partitions.ranges[0]![0]}`
    const same = broken.get(key)?.find(other => equals(other.partitions, partitions))
    if (same) return same.reads
    rangesKept += length
    if (rangesKept > rangesMax) {
      broken.clear()
      rangesKept = length
    }
    const reads = find(partitions)
    broken.set(key, [...(broken.get(key) ?? []), { partitions, reads }])
    return reads
  }
}

function newChunk(upstream: PlanNode, ranges: readonly Range[], available: AvailableAt): Chunk {
  const { list, ...found } = findReads(upstream, ordinalsIn(ranges), available)
  return { ...found, digest: found.stop || found.isPossible ? undefined : chunkDigest(list) }
}

function* ordinalsIn(ranges: readonly Range[]): Generator<number> {
  for (const [from, to] of ranges) for (let ordinal = from; ordinal < to; ordinal += 1) yield ordinal
}

function digestOf({ digest }: Chunk): string {
  invariant(digest !== undefined, 'a digest was asked for while reads were not known')
  return digest
}

const blockSize = 1_024

/** Where chunks end in a range, after their last ordinals. Keys are looked at once. */
function chunkEnds({ partitions }: PlanNode): (from: number, to: number) => Generator<number> {
  const blocks = new Map<number, readonly number[]>()
  const endsIn = (block: number): readonly number[] => {
    const known = blocks.get(block)
    if (known) return known
    const ends: number[] = []
    const first = block * blockSize
    for (let ordinal = first; ordinal < Math.min(first + blockSize, partitions.count); ordinal += 1) {
      if (endsChunk(partitions.at(ordinal).key)) ends.push(ordinal + 1)
    }
    blocks.set(block, ends)
    return ends
  }
  return function* (from, to) {
    for (let block = Math.floor(from / blockSize); block * blockSize < to; block += 1) {
      for (const end of endsIn(block)) if (end > from && end <= to) yield end
    }
  }
}
