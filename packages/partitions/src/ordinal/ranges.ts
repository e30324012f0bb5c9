/** Sorted, disjoint, non-adjacent `[from, to)` ranges of whole numbers, with the operations of sets. */
import { firstAbove } from './sorted.ts'

export type Range = readonly [from: number, to: number]
export type Ranges = readonly Range[]

export function countOf(ranges: Ranges): number {
  let count = 0
  for (const [from, to] of ranges) count += to - from
  return count
}

/** Sorts and merges ranges given in any order; empty ones are dropped. */
export function normalized(ranges: Iterable<Range>): Ranges {
  const merged: [number, number][] = []
  for (const [from, to] of inOrder([...ranges])) {
    if (from >= to) continue
    const previous = merged[merged.length - 1]
    if (previous !== undefined && from <= previous[1]) previous[1] = Math.max(previous[1], to)
    else merged.push([from, to])
  }
  return merged
}

/** Most are given in order, and checking that is cheaper than sorting. */
function inOrder(ranges: Range[]): readonly Range[] {
  const isSorted = ranges.every(([from], index) => index === 0 || ranges[index - 1]![0] <= from)
  return isSorted ? ranges : ranges.sort((one, other) => one[0] - other[0])
}

export function unionOf(one: Ranges, other: Ranges): Ranges {
  if (one.length === 0) return other
  if (other.length === 0) return one
  return normalized([...one, ...other])
}

export function intersectionOf(one: Ranges, other: Ranges): Ranges {
  const shared: Range[] = []
  let i = 0
  let j = 0
  while (i < one.length && j < other.length) {
    const from = Math.max(one[i]![0], other[j]![0])
    const to = Math.min(one[i]![1], other[j]![1])
    if (from < to) shared.push([from, to])
    if (one[i]![1] < other[j]![1]) i += 1
    else j += 1
  }
  return shared
}

/** What lies in `0 .. count - 1` and not in the ranges. */
export function complementOf(ranges: Ranges, count: number): Ranges {
  const gaps: Range[] = []
  let from = 0
  for (const range of ranges) {
    if (from < range[0]) gaps.push([from, range[0]])
    from = range[1]
  }
  if (from < count) gaps.push([from, count])
  return gaps
}

/** Moves ranges, and cuts them to `0 .. count - 1`. */
export function shifted(ranges: Ranges, by: number, count: number): Ranges {
  const moved: Range[] = []
  for (const [from, to] of ranges) {
    const range: Range = [Math.max(0, from + by), Math.min(count, to + by)]
    if (range[0] < range[1]) moved.push(range)
  }
  return moved
}

export function isInside(ranges: Ranges, ordinal: number): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[middle]![1] > ordinal) high = middle
    else low = middle + 1
  }
  return low < ranges.length && ranges[low]![0] <= ordinal
}

/** The number that has `n` others before it, `n` not being negative; undefined where there is none. */
export function nthOf(ranges: Ranges, n: number): number | undefined {
  const counts = countsBefore(ranges)
  const index = firstAbove(counts, n) - 1
  const range = ranges[index]
  if (range === undefined) return undefined
  const number = range[0] + n - counts[index]!
  return number < range[1] ? number : undefined
}

export function areEqual(one: Ranges, other: Ranges): boolean {
  return one.length === other.length && one.every(([from, to], index) => from === other[index]![0] && to === other[index]![1])
}

export function* ordinalsOf(ranges: Ranges): Generator<number, void, undefined> {
  for (const [from, to] of ranges) for (let ordinal = from; ordinal < to; ordinal += 1) yield ordinal
}

/** The ranges of single numbers given in any order. */
export function rangesOf(ordinals: Iterable<number>): Ranges {
  const singles: Range[] = []
  for (const ordinal of ordinals) singles.push([ordinal, ordinal + 1])
  return normalized(singles)
}

const countsKept = new WeakMap<Ranges, readonly number[]>()

/** How many numbers come before each range; kept, since one question is followed by more. */
function countsBefore(ranges: Ranges): readonly number[] {
  const kept = countsKept.get(ranges)
  if (kept !== undefined) return kept
  let count = 0
  const counts = ranges.map(([from, to]) => {
    count += to - from
    return count - (to - from)
  })
  countsKept.set(ranges, counts)
  return counts
}
