/** The bytes in which the states of an asset are kept. */
import { sha256 } from '../../foundation/hash.ts'
import type { NamedState } from './asset-states.ts'

export interface StateBody {
  /** The partitions that were judged. */
  readonly own: Extent
  /** As `formatSubset` writes them; empty text where there are none. */
  readonly subsets: Readonly<Record<NamedState, string>>
  /** The state of each external that is read, in the order of the inputs. */
  readonly externals: readonly string[]
  /** Of each asset that is read, in the order of the inputs. */
  readonly upstream: readonly UpstreamBody[]
  /** For those that read many of its partitions; null where none are known. */
  readonly chunks: ChunksBody | null
}

/** Partitions by ordinal from the first on. */
export interface Extent {
  readonly count: number
  /** What calendar functions have left of their windows. */
  readonly windows: string
}

export interface UpstreamBody extends Extent {
  /** Those of which nothing could be read: failed or blocked. */
  readonly unreadable: string
}

/** Whole chunks of what is available of the asset itself. */
export interface ChunksBody {
  /** Of each, in order: how many partitions lie between it and the one before, and how many are in it. */
  readonly spans: readonly number[]
  /** All digests, one after the other, as base64. */
  readonly digests: string
  /** What decides into which values the bytes are read. */
  readonly decoders: string
}

export function encodeBody(body: StateBody): Uint8Array {
  const text = JSON.stringify(body)
  return Buffer.from(`${checksum(text)}${text}`, 'utf8')
}

/** Undefined where the bytes are not what was kept. */
export function decodeBody(bytes: Uint8Array): StateBody | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const content = text.slice(checksumDigits)
  return checksum(content) === text.slice(0, checksumDigits) ? (JSON.parse(content) as StateBody) : undefined
}

const checksumDigits = 16

function checksum(text: string): string {
  return sha256(text).slice(0, checksumDigits)
}
