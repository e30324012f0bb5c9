/** A subset as bytes that can be read back against the same definition, also after the set has grown. */
import { createHash } from 'node:crypto'
import { ordinalSetOf, type PartitionSubset } from '../subset/subset.ts'
import { bodyOf } from './body.ts'
import { numberingBytes, startOfNumbering } from './numbering.ts'

/** The layout below. */
export const version = 1
const checksumBytes = 4
/** Version and form, fingerprint, checksum. */
export const headBytes = 2 + numberingBytes + checksumBytes

/**
 * Some 20 bytes for a range, and never more than 14 and one bit for each partition. {@link decodeSubset} is the inverse.
 *
 * Layout, version 1:
 *
 * - byte 0: the version;
 * - byte 1: the form of the body, whichever is smaller;
 * - bytes 2 to 9: a fingerprint of what numbers the partitions, which is the definition without `end` and `endOffset`, the keys of dynamic
 *   sets, and of a product how many partitions each dimension but the slowest has;
 * - bytes 10 to 13: the start of the SHA-256 hash of all other bytes;
 * - from byte 14, in form 0: the gap before each range and its length, as LEB128;
 * - from byte 14, in form 1: a bit for each ordinal up to the highest, the lowest bit of a byte first.
 *
 * @example
 * ```ts
 * encodeSubset(everything(days.asOf(now))).length   // 16
 * ```
 */
export function encodeSubset(subset: PartitionSubset): Uint8Array {
  const { form, bytes } = bodyOf(ordinalSetOf(subset))
  const encoded = new Uint8Array(headBytes + bytes.length)
  encoded.set([version, form])
  encoded.set(startOfNumbering(subset.of), 2)
  encoded.set(bytes, headBytes)
  encoded.set(checksumOf(encoded), 2 + numberingBytes)
  return encoded
}

/** The checksum of all other bytes. */
export function checksumOf(encoded: Uint8Array): Uint8Array {
  const hash = createHash('sha256')
    .update(encoded.subarray(0, 2 + numberingBytes))
    .update(encoded.subarray(headBytes))
  return hash.digest().subarray(0, checksumBytes)
}
