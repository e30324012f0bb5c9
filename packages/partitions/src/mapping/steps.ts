/** Reading windows by counting from one's own: so many steps before or after it, in windows that both sets share. */
import type { PartitionSet, PartitionsAsOf } from '../partition-set.ts'
import { intersectionOf, normalized, type Range, type Ranges, shifted } from '../ranges.ts'
import { type PartitionSubset, subsetOfRanges } from '../subset.ts'
import { haveSameDates } from '../time/same-dates.ts'
import { isTimeSet } from '../time/time-set.ts'
import type { TimesAsOf } from '../time/windows.ts'
import type { UpstreamAnswer } from './mapping.ts'
import { type MissingKeys, missingAt, noneMissing } from './missing.ts'
import { refusalOfSame } from './same.ts'
import { timesOf } from './times-of.ts'
import { shiftBetween } from './translate.ts'

/** From the window `first` steps away to the one `last` steps away, both included; 0 is the window itself, -1 the one before it. */
export interface Steps {
  readonly first: number
  readonly last: number
}

/** What the start of the upstream set cuts off makes the answer short; windows past its end are missing. */
export function upstreamBySteps({ first, last }: Steps, downstream: PartitionSubset, upstream: PartitionsAsOf): UpstreamAnswer {
  const [from, to] = [timesOf(downstream.of), timesOf(upstream)]
  const read = reaching(downstream.ranges, shiftBetween(from.windows, to.windows) + first, last - first)
  const existing = shifted(read, 0, to.count)
  return { existing: subsetOfRanges(upstream, existing), missing: keysAfter(read, to), short: read.some(range => range[0] < 0) }
}

/** The inverse has the negated steps, swapped. */
export function downstreamBySteps({ first, last }: Steps, upstream: PartitionSubset, downstream: PartitionsAsOf): PartitionSubset {
  const [from, to] = [timesOf(upstream.of), timesOf(downstream)]
  const readers = reaching(upstream.ranges, shiftBetween(from.windows, to.windows) - last, last - first)
  return subsetOfRanges(downstream, shifted(readers, 0, to.count))
}

/** Steps mean the same on both sides only where the windows do. */
export function refusalOfSteps(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  const timeless = [upstream, downstream].find(set => !isTimeSet(set))
  if (timeless !== undefined) return `it goes from window to window, and one side is partitioned by ${timeless.kind}`
  const refusal = refusalOfSame(upstream, downstream)
  return refusal !== undefined || haveSameDates(upstream, downstream) ? refusal : 'the two sets leave out different dates'
}

/** Moves each range and lengthens it at its end; the bounds may lie outside what exists. */
function reaching(ranges: Ranges, by: number, further: number): Ranges {
  return normalized(ranges.map(([from, to]): Range => [from + by, to + by + further]))
}

/** The keys of the windows that are read past the last existing one. */
function keysAfter(read: Ranges, { windows, count }: TimesAsOf): MissingKeys {
  const end = read[read.length - 1]?.[1] ?? 0
  return end <= count ? noneMissing : missingAt(intersectionOf(read, [[count, end]]), windows.keyAt)
}
