/** A subset as one short line of text for addresses, arguments and files, and back. */
import { Buffer } from 'node:buffer'
import type { PartitionsAsOf } from '../partition-set.ts'
import type { PartitionSubset } from '../subset/subset.ts'
import { badForm, decodeSubset } from './decode-subset.ts'
import { encodeSubset } from './encode-subset.ts'

/** The version of the text: what follows is {@link encodeSubset}'s bytes as base64url. */
const prefix = 'v1.'

/**
 * Letters, digits, `.`, `-` and `_` only; some 25 characters for a range, and never more than 23 and one for each six partitions.
 * {@link parseSubset} is the inverse; for text that people read and write see `formatSelection`.
 *
 * @example
 * ```ts
 * formatSubset(everything(days.asOf(now)))   // 'v1.AQDVnZ6YcOYwUzc6DqEAWg'
 * ```
 */
export function formatSubset(subset: PartitionSubset): string {
  return prefix + Buffer.from(encodeSubset(subset)).toString('base64url')
}

/**
 * Reads what {@link formatSubset} wrote, with the conditions and errors of {@link decodeSubset}.
 *
 * @throws PartitionError `BAD_SUBSET_FORM`, `SUBSET_OF_OTHER_PARTITIONS`, `UNKNOWN_PARTITION`.
 *
 * @example
 * ```ts
 * parseSubset(formatSubset(everything(days.asOf(now))), days.asOf(now)).count   // 90
 * ```
 */
export function parseSubset(text: string, of: PartitionsAsOf): PartitionSubset {
  if (typeof text !== 'string') throw badForm('it is not text')
  if (!text.startsWith(prefix)) throw badForm(`it does not begin with ${prefix}`)
  const encoded = text.slice(prefix.length)
  const bytes = Buffer.from(encoded, 'base64url')
  // Buffer skips what is not base64url.
  if (bytes.toString('base64url') !== encoded) throw badForm(`what follows ${prefix} is not base64url`)
  return decodeSubset(bytes, of)
}
