/** A window reads the upstream windows that share time with it, whatever their length and zone. */
import type { PartitionSet, PartitionsAsOf, Window } from '../partition-set.ts'
import { intersectionOf, normalized, ordinalsOf, type Range, type Ranges } from '../ranges.ts'
import { subsetOfRanges } from '../subset.ts'
import { isTimeSet } from '../time/time-set.ts'
import type { TimesAsOf, Windows } from '../time/windows.ts'
import { windowsBefore } from '../time/windows-before.ts'
import type { TimeMapping } from './connects.ts'
import { requireFit } from './fit.ts'
import { type MissingKeys, missingAt, missingFrom, noneMissing } from './missing.ts'
import { timesOf } from './times-of.ts'

/**
 * Reads every upstream window that has an instant in common with the window: the hours of a day, the day of an hour, the UTC days that a
 * week in Chicago touches. Windows that do not exist, before the start of the upstream set or not yet, are missing; those that `exclude`
 * leaves out are not read.
 *
 * @example
 * ```ts
 * inputs: { days: from(flights, { partitions: overlap }) }
 * ```
 */
export const overlap: TimeMapping<'many'> = {
  arity: 'many',
  name: 'overlap',
  refusal(upstream, downstream) {
    const timeless = [upstream, downstream].find(set => !isTimeSet(set))
    return timeless && `it goes by time, and one side is partitioned by ${timeless.kind}`
  },
  upstream(downstream, upstream) {
    requireFit(overlap, upstream.set, downstream.of.set)
    const to = timesOf(upstream)
    const spans = spansOf(downstream.ranges, timesOf(downstream.of))
    const read = overlapping(spans, to.windows)
    return {
      existing: subsetOfRanges(upstream, existingOf(read, to)),
      missing: missingFrom(keysBefore(spans, to), keysAfter(read, to)),
      short: false,
    }
  },
  downstream(upstream, downstream) {
    requireFit(overlap, upstream.of.set, downstream.set)
    const to = timesOf(downstream)
    return subsetOfRanges(downstream, existingOf(overlapping(spansOf(upstream.ranges, timesOf(upstream.of)), to.windows), to))
  },
}

/** Windows in a row touch, unless dates between them are left out. */
function spansOf(ranges: Ranges, { set, windows }: TimesAsOf): readonly Window[] {
  if (hasGaps(set)) return Array.from(ordinalsOf(ranges), ordinal => windows.at(ordinal))
  return ranges.map(([from, to]) => ({ start: windows.at(from).start, end: windows.at(to - 1).end }))
}

function hasGaps(set: PartitionSet): boolean {
  return isTimeSet(set) && set.exclude !== undefined
}

function overlapping(spans: readonly Window[], windows: Windows): Ranges {
  return normalized(
    spans.map((span): Range => [firstOver(span.start, windows), windows.indexFrom(span.end)]).filter(([from, to]) => from < to),
  )
}

/** The index of the first window that ends after an instant. */
function firstOver(instant: number, windows: Windows): number {
  const before = windows.indexFrom(instant + 1) - 1
  return before >= 0 && windows.at(before).end > instant ? before : before + 1
}

function existingOf(read: Ranges, { count }: PartitionsAsOf): Ranges {
  return count === 0 ? [] : intersectionOf(read, [[0, count]])
}

function keysAfter(read: Ranges, { windows, count }: TimesAsOf): MissingKeys {
  const end = read[read.length - 1]?.[1] ?? 0
  return end <= count ? noneMissing : missingAt(intersectionOf(read, [[count, end]]), windows.keyAt)
}

/** The keys of windows that the upstream set would have if it began earlier. */
function keysBefore(spans: readonly Window[], { set, windows }: TimesAsOf): MissingKeys {
  const first = windows.at(0).start
  const early = spans.filter(span => span.start < first)
  if (early.length === 0 || !isTimeSet(set)) return noneMissing
  const earlier = windowsBefore(set, early[0]!.start)
  const read = overlapping(
    early.map(({ start, end }) => ({ start, end: Math.min(end, first) })),
    earlier,
  )
  return missingAt(read, earlier.keyAt)
}
