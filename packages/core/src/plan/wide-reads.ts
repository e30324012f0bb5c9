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

function wideAsset(upstream: PlanNode, available: AvailableAt): WideAsset {
  const ends = chunkEnds(upstream)
  /** Chunks that are whole, by their first ordinal: where they end is decided by the keys. */
  const whole = new Map<number, Chunk>()
  /** Subsets of more than one range, by their count and first ordinal. */
  const broken = new Map<string, { readonly partitions: PartitionSubset; readonly reads: Reads }[]>()

  const chunkOf = (ranges: readonly Range[], isWhole: boolean): Chunk => {
    const [[from]] = ranges as [Range]
    const isShared = isWhole && ranges.length === 1
    const chunk = (isShared ? whole.get(from) : undefined) ?? newChunk(upstream, ranges, available)
    if (isShared) whole.set(from, chunk)
    return chunk
  }
  const find = (partitions: PartitionSubset): Reads => {
    const chunks: Chunk[] = []
    let ranges: Range[] = []
    for (const [begin, end] of partitions.ranges) {
      let from = begin
      for (const to of ends(begin, end)) {
        chunks.push(chunkOf([...ranges, [from, to]], true))
        ranges = []
        from = to
      }
      if (from < end) ranges.push([from, end])
    }
    if (ranges.length > 0) chunks.push(chunkOf(ranges, false))
    return readsFrom(chunks, upstream.name, () => digestChunks(partitions.count, chunks.map(digestOf)))
  }
  return partitions => {
    if (partitions.ranges.length === 1) return find(partitions)
    const key = `${partitions.count} ${partitions.ranges[0]![0]}`
    const alike = broken.get(key) ?? []
    broken.set(key, alike)
    const same = alike.find(other => equals(other.partitions, partitions))
    if (same) return same.reads
    const reads = find(partitions)
    alike.push({ partitions, reads })
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
