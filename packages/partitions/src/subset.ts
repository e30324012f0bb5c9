/** Some partitions of a set: sorted ordinal ranges, with set operations. */
import { haveSameKeys } from './dynamic.ts'
import { PartitionError } from './errors.ts'
import type { Partition, PartitionsAsOf } from './partition-set.ts'
import * as ranges from './ranges.ts'

export interface PartitionSubset {
  readonly of: PartitionsAsOf
  readonly count: number
  /** Sorted, disjoint, non-adjacent `[from, to)` ordinal ranges. */
  readonly ranges: readonly (readonly [from: number, to: number])[]
}

export function everything(of: PartitionsAsOf): PartitionSubset {
  return { of, count: of.count, ranges: of.count === 0 ? [] : [[0, of.count]] }
}

export function nothing(of: PartitionsAsOf): PartitionSubset {
  return { of, count: 0, ranges: [] }
}

/**
 * The subset of single ordinals, given in any order, twice or once.
 *
 * @throws RangeError where an ordinal is not a whole number in `0 .. of.count - 1`.
 */
export function subsetOf(of: PartitionsAsOf, ordinals: Iterable<number>): PartitionSubset {
  return subsetOfRanges(
    of,
    Array.from(ordinals, ordinal => [ordinal, ordinal + 1] as const),
  )
}

/**
 * The subset of `[from, to)` ordinal ranges, given in any order, overlapping or not.
 *
 * @throws RangeError where a range has bounds that are not whole numbers in `0 .. of.count`, or ends before it begins.
 */
export function subsetOfRanges(of: PartitionsAsOf, given: Iterable<ranges.Range>): PartitionSubset {
  const list = [...given]
  for (const [from, to] of list) {
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to < from || to > of.count) {
      throw new RangeError(`ordinals [${from}, ${to}) do not lie in [0, ${of.count})`)
    }
  }
  return build(of, ranges.normalized(list))
}

export function union(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  return build(same(one, other), ranges.unionOf(one.ranges, other.ranges))
}

export function intersection(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  return build(same(one, other), ranges.intersectionOf(one.ranges, other.ranges))
}

/** What is in `one` and not in `other`. */
export function difference(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  return build(same(one, other), ranges.intersectionOf(one.ranges, ranges.complementOf(other.ranges, one.of.count)))
}

/** The existing partitions that are not in the subset. */
export function complement(subset: PartitionSubset): PartitionSubset {
  return build(subset.of, ranges.complementOf(subset.ranges, subset.of.count))
}

export function contains(subset: PartitionSubset, ordinal: number): boolean {
  return ranges.isInside(subset.ranges, ordinal)
}

export function equals(one: PartitionSubset, other: PartitionSubset): boolean {
  same(one, other)
  return ranges.areEqual(one.ranges, other.ranges)
}

/** The ordinals, ascending, one at a time. */
export function ordinals(subset: PartitionSubset): IterableIterator<number> {
  return ranges.ordinalsOf(subset.ranges)
}

/** The partition with the lowest ordinal; undefined where the subset is empty. */
export function firstOf(subset: PartitionSubset): Partition | undefined {
  const range = subset.ranges[0]
  return range === undefined ? undefined : subset.of.at(range[0])
}

/** The partition with the highest ordinal; undefined where the subset is empty. */
export function lastOf(subset: PartitionSubset): Partition | undefined {
  const range = subset.ranges[subset.ranges.length - 1]
  return range === undefined ? undefined : subset.of.at(range[1] - 1)
}

function build(of: PartitionsAsOf, sorted: ranges.Ranges): PartitionSubset {
  return { of, count: ranges.countOf(sorted), ranges: sorted }
}

/** One definition at one instant, with the same dynamic keys, numbers its partitions one way, however often `asOf` was called. */
function same(one: PartitionSubset, other: PartitionSubset): PartitionsAsOf {
  if (one.of === other.of) return one.of
  if (one.of.set === other.of.set && one.of.now === other.of.now && haveSameKeys(one.of, other.of)) return one.of
  throw new PartitionError('INVARIANT_BROKEN', {
    what: 'Two subsets of different partition sets were combined',
    why: 'ordinals are counted within one set at one instant, so they mean different partitions elsewhere',
    fix: 'call asOf once, and build both subsets from the answer',
    details: { one: { kind: one.of.set.kind, now: one.of.now }, other: { kind: other.of.set.kind, now: other.of.now } },
  })
}
