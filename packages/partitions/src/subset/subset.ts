/** Some partitions of a set at an instant, with the operations of sets. */

import { PartitionError } from '../errors.ts'
import type { Bitmap } from '../ordinal/bitmap.ts'
import * as inside from '../ordinal/ordinal-set.ts'
import type { Range, Ranges } from '../ordinal/ranges.ts'
import type { Partition, PartitionsAsOf } from '../partition-set.ts'
import { haveSameKeys } from '../set/dynamic.ts'

export interface PartitionSubset {
  readonly of: PartitionsAsOf
  readonly count: number
  /** Sorted, disjoint, non-adjacent `[from, to)` ordinal ranges; a subset with many gaps is kept as a bitmap, and its ranges are computed at the first use. */
  readonly ranges: Ranges
}

export function everything(of: PartitionsAsOf): PartitionSubset {
  return subsetWith(of, all(of))
}

export function nothing(of: PartitionsAsOf): PartitionSubset {
  return subsetWith(of, [])
}

/**
 * The subset of single ordinals, in any order; repeated ones count once.
 *
 * @throws RangeError where an ordinal is not a whole number in `0 .. of.count - 1`.
 */
export function subsetOf(of: PartitionsAsOf, ordinals: Iterable<number>): PartitionSubset {
  const list = [...ordinals]
  for (const ordinal of list) if (!Number.isSafeInteger(ordinal) || ordinal < 0 || ordinal >= of.count) throw outOfRange(`${ordinal}`, of)
  return subsetWith(of, inside.setOfOrdinals(list))
}

/**
 * The subset of `[from, to)` ordinal ranges, given in any order, overlapping or not.
 *
 * @throws RangeError where a range has bounds that are not whole numbers in `0 .. of.count`, or ends before it begins.
 */
export function subsetOfRanges(of: PartitionsAsOf, given: Iterable<Range>): PartitionSubset {
  const list = [...given]
  for (const [from, to] of list) {
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to < from || to > of.count)
      throw outOfRange(`[${from}, ${to})`, of)
  }
  return subsetWith(of, inside.setOfRanges(list))
}

export function union(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  return subsetWith(partitionsOfBoth(one, other), inside.unionOf(ordinalSetOf(one), ordinalSetOf(other)))
}

export function intersection(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  return subsetWith(partitionsOfBoth(one, other), inside.intersectionOf(ordinalSetOf(one), ordinalSetOf(other)))
}

/** What is in `one` and not in `other`. */
export function difference(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  return subsetWith(partitionsOfBoth(one, other), inside.differenceOf(ordinalSetOf(one), ordinalSetOf(other)))
}

/** The existing partitions that are not in the subset. */
export function complement(subset: PartitionSubset): PartitionSubset {
  return subsetWith(subset.of, inside.differenceOf(all(subset.of), ordinalSetOf(subset)))
}

export function contains(subset: PartitionSubset, ordinal: number): boolean {
  return inside.isInside(ordinalSetOf(subset), ordinal)
}

export function equals(one: PartitionSubset, other: PartitionSubset): boolean {
  partitionsOfBoth(one, other)
  return inside.areEqual(ordinalSetOf(one), ordinalSetOf(other))
}

/** The ordinals, ascending, one at a time. */
export function ordinals(subset: PartitionSubset): IterableIterator<number> {
  return inside.ordinalsOf(ordinalSetOf(subset))
}

/** The partition with the lowest ordinal; undefined where the subset is empty. */
export function firstOf(subset: PartitionSubset): Partition | undefined {
  return nthOf(subset, 0)
}

/** The partition with the highest ordinal; undefined where the subset is empty. */
export function lastOf(subset: PartitionSubset): Partition | undefined {
  const end = inside.endOf(ordinalSetOf(subset))
  return end === 0 ? undefined : subset.of.at(end - 1)
}

/**
 * The partition of the subset that has `n` others of it before it; undefined where there is none.
 *
 * @example
 * ```ts
 * nthOf(parseSelection('2001-01-01,2001-03', days.asOf(now)), 1)?.key   // '2001-03-01'
 * ```
 */
export function nthOf(subset: PartitionSubset, n: number): Partition | undefined {
  const ordinal = inside.nthOf(ordinalSetOf(subset), n)
  return ordinal === undefined ? undefined : subset.of.at(ordinal)
}

const bitmaps = new WeakMap<PartitionSubset, Bitmap>()

/** Makes a subset of ordinals that exist. */
export function subsetWith(of: PartitionsAsOf, set: inside.OrdinalSet): PartitionSubset {
  if (inside.isRanges(set)) return { of, count: inside.countOf(set), ranges: set }
  const subset: PartitionSubset = {
    of,
    count: set.count,
    get ranges() {
      return set.ranges
    },
  }
  bitmaps.set(subset, set)
  return subset
}

/** What a subset holds; a copy of one has only its ranges. */
export function ordinalSetOf(subset: PartitionSubset): inside.OrdinalSet {
  const bitmap = bitmaps.get(subset)
  if (bitmap !== undefined) return bitmap
  const set = inside.setOfSortedRanges(subset.ranges)
  if (!inside.isRanges(set)) bitmaps.set(subset, set)
  return set
}

/** One definition at one instant with the same dynamic keys always has the same numbering, however often `asOf` is called. */
export function areNumberedAlike(one: PartitionsAsOf, other: PartitionsAsOf): boolean {
  return one === other || (one.set === other.set && one.now === other.now && haveSameKeys(one, other))
}

function all(of: PartitionsAsOf): Ranges {
  return of.count === 0 ? [] : [[0, of.count]]
}

function outOfRange(given: string, of: PartitionsAsOf): RangeError {
  return new RangeError(`${given} does not lie in the ordinals [0, ${of.count})`)
}

function partitionsOfBoth(one: PartitionSubset, other: PartitionSubset): PartitionsAsOf {
  if (areNumberedAlike(one.of, other.of)) return one.of
  throw new PartitionError('INVARIANT_BROKEN', {
    what: 'Two subsets of different partition sets were combined',
    why: 'ordinals count the partitions of one set at one instant, and mean other partitions in another set or at another instant',
    fix: 'call asOf once, and build both subsets from the answer',
    details: { one: { kind: one.of.set.kind, now: one.of.now }, other: { kind: other.of.set.kind, now: other.of.now } },
  })
}
