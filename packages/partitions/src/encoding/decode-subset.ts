/** Bytes that hold a subset, read against the partitions they were written for. */
import { describe } from '../definition/describe.ts'
import { PartitionError } from '../errors.ts'
import { endOf } from '../ordinal/ordinal-set.ts'
import type { PartitionsAsOf } from '../partition-set.ts'
import { type PartitionSubset, subsetWith } from '../subset/subset.ts'
import { readBody } from './body.ts'
import { checksumOf, headBytes, version } from './encode-subset.ts'
import { numberingBytes, startOfNumbering } from './numbering.ts'

/**
 * Reads what {@link encodeSubset} wrote. The partitions are those of the same definition, at any instant at which all of the subset exist;
 * `end` and `endOffset` may have moved.
 *
 * @throws PartitionError `BAD_SUBSET_FORM` for bytes that were damaged or that this version does not know; `SUBSET_OF_OTHER_PARTITIONS`
 * where the numbering was another, as after a change of `start`; `UNKNOWN_PARTITION` where the subset holds more than exists (now).
 *
 * @example
 * ```ts
 * decodeSubset(encodeSubset(everything(days.asOf(now))), days.asOf(now)).count   // 90
 * ```
 */
export function decodeSubset(bytes: Uint8Array, of: PartitionsAsOf): PartitionSubset {
  if (!(bytes instanceof Uint8Array)) throw badForm('it is not a Uint8Array')
  if (bytes.length < headBytes) throw badForm(`it has ${bytes.length} bytes, and no subset has fewer than ${headBytes}`)
  if (bytes[0] !== version) throw badForm(`it was written in version ${bytes[0]}, and only version ${version} is known here`)
  if (!areEqual(checksumOf(bytes), bytes.subarray(2 + numberingBytes, headBytes))) throw badForm('a part of it was changed, added or lost')
  if (!areEqual(startOfNumbering(of), bytes.subarray(2, 2 + numberingBytes))) throw ofOthers(of)
  const set = readBody({ form: bytes[1]!, bytes: bytes.subarray(headBytes) })
  if (set === undefined) throw badForm('after its head it holds no list of ordinals')
  if (endOf(set) > of.count) throw unknownOrdinal(endOf(set) - 1, of)
  return subsetWith(of, set)
}

export function badForm(why: string): PartitionError {
  return new PartitionError('BAD_SUBSET_FORM', {
    what: 'A written subset cannot be read',
    why,
    fix: 'use the complete result of encodeSubset or formatSubset, or write the subset again',
  })
}

function ofOthers(of: PartitionsAsOf): PartitionError {
  return new PartitionError('SUBSET_OF_OTHER_PARTITIONS', {
    what: 'A written subset belongs to other partitions',
    where: describe(of.set),
    why: 'it holds ordinals of the partitions it was written for, and these partitions have another numbering',
    fix: 'read it against the definition it was written for, and write it again; selection text names partitions by key instead',
    details: { set: describe(of.set) },
  })
}

function unknownOrdinal(ordinal: number, of: PartitionsAsOf): PartitionError {
  return new PartitionError('UNKNOWN_PARTITION', {
    what: 'A written subset holds partitions that do not exist (now)',
    where: describe(of.set),
    why: `it reaches to partition ${ordinal + 1}, and there are ${of.count} as of ${new Date(of.now).toISOString()}`,
    fix: 'read it at an instant at which they exist, such as the one it was written at',
    details: { ordinal, count: of.count, set: describe(of.set) },
  })
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, index) => byte === other[index])
}
