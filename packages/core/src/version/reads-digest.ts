/** One digest for the reads of a wide input, made of chunks, so that lists which begin alike, or go on alike, share most of the work. */
import { hashParts } from '../foundation/hash.ts'

export interface VersionRead {
  readonly partition: string
  /** Content hash, or null where it was missing. */
  readonly content: string | null
  /** How its bytes become values; null where it was missing. */
  readonly readHash: string | null
}

/** What a wide input contributes to a version in place of its reads. */
export interface DigestedReads {
  readonly count: number
  readonly digest: string
}

const wideFrom = 64

export function isWide(count: number): boolean {
  return count >= wideFrom
}

/** Only the list decides: where it is cut depends on its keys alone. */
export function digestReads(reads: readonly VersionRead[]): DigestedReads {
  const chunks: string[] = []
  let chunk = openChunk()
  let isOpen = false
  for (const read of reads) {
    chunk.add(read.partition, read.content, read.readHash)
    isOpen = !endsChunk(read.partition)
    if (isOpen) continue
    chunks.push(chunk.digest())
    chunk = openChunk()
  }
  return digestChunks(reads.length, isOpen ? [...chunks, chunk.digest()] : chunks)
}

export function digestChunks(count: number, chunks: readonly string[]): DigestedReads {
  return { count, digest: hashParts('reads', [String(count), ...chunks]) }
}

/** By FNV-1a over the key's UTF-16 code units, mixed: every 256th on average. */
export function endsChunk(partition: string): boolean {
  let hash = 0x811c9dc5
  for (let at = 0; at < partition.length; at += 1) hash = Math.imul(hash ^ partition.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return ((hash ^ (hash >>> 16)) & 0xff) === 0
}

/** Reads that follow each other. */
export interface OpenChunk {
  /** @param content null where it is missing. */
  add(partition: string, content: string | null, readHash: string | null): void
  digest(): string
}

/**
 * Lines: `+key` and the content hash of what is read, preceded by `@read hash` where that is another one than before; `-key` of what is
 * missing. Neither keys nor hashes hold a line feed.
 */
export function openChunk(): OpenChunk {
  let lines = ''
  let readHashBefore: string | null = null
  return {
    add: (partition, content, readHash) => {
      if (content === null) lines += `-${partition}\n`
      else {
        if (readHash !== readHashBefore) lines += `@${readHash}\n`
        readHashBefore = readHash
        lines += `+${partition}\n${content}\n`
      }
    },
    digest: () => hashParts('reads-chunk', [lines]),
  }
}
