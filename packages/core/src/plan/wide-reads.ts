/** Wide inputs: what readers of the same upstream partitions have in common is found out once. */
import { equals, type PartitionSubset } from '@varve/partitions'
import { invariant } from '../foundation/invariant.ts'
import { digestChunks, endsChunk, type OpenChunk, openChunk } from '../version/reads-digest.ts'
import type { AvailableAt } from './available.ts'
import type { PlanGraph, PlanNode } from './node.ts'
import { type Found, type Reading, type Reads, readingOf, readsFrom } from './reads.ts'
import { type ChunksOf, isAtEnd, noChunks, type WholeChunk } from './whole-chunks.ts'

/** Remembers what it finds, as long as what is available of these partitions stays the same. */
export interface WideReads {
  of(asset: string, partitions: PartitionSubset): Reads
  /** Whole chunks that are remembered, the given ones among them; undefined where nothing is. */
  chunksOf(asset: string): readonly WholeChunk[] | undefined
  /** Something else is available of the asset from now on, or nobody asks for it any more. */
  forget(asset: string): void
}

/** @param given what is known of an asset before anything is looked at: nothing in these chunks is. */
export function wideReads(graph: PlanGraph, available: AvailableAt, given: ChunksOf = noChunks): WideReads {
  const known = new Map<string, WideAsset>()
  return {
    of: (asset, partitions) => {
      const found = known.get(asset) ?? wideAsset(graph.get(asset)!, available, given(asset))
      known.set(asset, found)
      return found.reads(partitions)
    },
    chunksOf: asset => known.get(asset)?.chunks(),
    forget: asset => known.delete(asset),
  }
}

interface WideAsset {
  reads(partitions: PartitionSubset): Reads
  chunks(): readonly WholeChunk[]
}

/** Reads that follow each other, digested together; no digest where one of them is not known. */
interface Chunk extends Found {
  /** After its last ordinal. */
  readonly to: number
  readonly digest: string | undefined
}

/** Beyond these what is remembered is dropped: windows that move on are never asked for again. */
const [edgesMax, rangesMax] = [64, 1_000_000]

function wideAsset(upstream: PlanNode, available: AvailableAt, given: readonly WholeChunk[]): WideAsset {
  /** Chunks from the end of another, or from the first partition, to where their keys end them; by their first ordinal. */
  const whole = new Map<number, Chunk>(given.map(({ from, to, digest }) => [from, { ...allThere, to, digest }]))
  /** Chunks that the begin or end of a subset cuts, by that and by their first ordinal. */
  const edges = new Map<string, Chunk>()
  /** What subsets of more than one range came to, by their count and first ordinal. */
  const broken = new Map<string, { readonly partitions: PartitionSubset; readonly reads: Reads }[]>()
  let rangesKept = 0

  const wholeAt = (from: number, begin: number, end: number): Chunk | undefined => {
    const known = isAtEnd(from, begin) ? whole.get(from) : undefined
    return known && known.to <= end ? known : undefined
  }
  /** In one range, up to the end of the chunk or of the range. */
  const chunkIn = (from: number, begin: number, end: number): Chunk => {
    const known = wholeAt(from, begin, end)
    if (known) return known
    const key = `${from} ${begin} ${end}`
    const edge = edges.get(key)
    if (edge) return edge
    const reading = chunkReading(upstream, available)
    const { to, isEnded } = readOn(reading, from, end)
    const chunk = chunkOf(reading, to)
    if (isAtEnd(from, begin) && isEnded) whole.set(from, chunk)
    else {
      if (edges.size >= edgesMax) edges.clear()
      edges.set(key, chunk)
    }
    return chunk
  }
  const findInOne = ([begin, end]: Range): readonly Chunk[] => {
    const chunks: Chunk[] = []
    for (let from = begin; from < end; from = chunks.at(-1)!.to) chunks.push(chunkIn(from, begin, end))
    return chunks
  }
  const findInMany = (ranges: readonly Range[]): readonly Chunk[] => {
    const chunks: Chunk[] = []
    let reading = chunkReading(upstream, available)
    let isOpen = false
    for (const [begin, end] of ranges) {
      for (let from = begin; from < end; ) {
        const known = wholeAt(from, begin, end)
        if (known) {
          chunks.push(known)
          from = known.to
          continue
        }
        const { to, isEnded } = readOn(reading, from, end)
        isOpen = !isEnded
        if (isEnded) {
          const chunk = chunkOf(reading, to)
          chunks.push(chunk)
          if (isAtEnd(from, begin)) whole.set(from, chunk)
          reading = chunkReading(upstream, available)
        }
        from = to
      }
    }
    return isOpen ? [...chunks, chunkOf(reading, ranges.at(-1)![1])] : chunks
  }
  const readsOfAll = ({ count }: PartitionSubset, chunks: readonly Chunk[]): Reads =>
    readsFrom(chunks, upstream.name, () => digestChunks(count, chunks.map(digestOf)))
  const reads = (partitions: PartitionSubset): Reads => {
    const { ranges, count } = partitions
    const [first] = ranges as [Range]
    if (ranges.length === 1) return readsOfAll(partitions, findInOne(first))
    const key = `${count} ${first[0]}`
    const same = broken.get(key)?.find(other => equals(other.partitions, partitions))
    if (same) return same.reads
    rangesKept += ranges.length
    if (rangesKept > rangesMax) {
      broken.clear()
      rangesKept = ranges.length
    }
    const found = readsOfAll(partitions, findInMany(ranges))
    broken.set(key, [...(broken.get(key) ?? []), { partitions, reads: found }])
    return found
  }
  return { reads, chunks: () => [...whole].flatMap(([from, chunk]) => wholeChunk(from, chunk)).sort((one, other) => one.from - other.from) }
}

/** What became of the reads of a chunk that is given. */
const allThere: Found = { stop: undefined, missingCount: 0, isPossible: false, gone: undefined, lost: undefined, lostCount: 0 }

function wholeChunk(from: number, { to, digest, gone, lost }: Chunk): readonly WholeChunk[] {
  return digest !== undefined && gone === undefined && lost === undefined ? [{ from, to, digest }] : []
}

type Range = readonly [from: number, to: number]

interface ChunkReading extends Reading {
  readonly chunk: OpenChunk
}

function chunkReading(upstream: PlanNode, available: AvailableAt): ChunkReading {
  const chunk = openChunk()
  return { ...readingOf(upstream, available, chunk.add), chunk }
}

/** Up to the end of a chunk, or else of the range. */
function readOn(reading: Reading, from: number, end: number): { readonly to: number; readonly isEnded: boolean } {
  for (let ordinal = from; ordinal < end; ordinal += 1) {
    if (endsChunk(reading.add(ordinal))) return { to: ordinal + 1, isEnded: true }
  }
  return { to: end, isEnded: false }
}

function chunkOf({ chunk, ...reading }: ChunkReading, to: number): Chunk {
  const found = reading.found()
  return { ...found, to, digest: found.stop || found.isPossible ? undefined : chunk.digest() }
}

function digestOf({ digest }: Chunk): string {
  invariant(digest !== undefined, 'a digest was asked for while reads were not known')
  return digest
}
