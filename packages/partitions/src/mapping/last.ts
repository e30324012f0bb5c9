/** A window reads the upstream windows that lead up to it, itself included. */
import { PartitionError } from '../errors.ts'
import type { PartitionSet } from '../partition-set.ts'
import { intersectionOf, normalized, ordinalsOf, type Range, type Ranges, shifted } from '../ranges.ts'
import { subsetOfRanges } from '../subset.ts'
import { haveSameDates } from '../time/same-dates.ts'
import { isTimeSet } from '../time/time-set.ts'
import type { TimesAsOf } from '../time/windows.ts'
import { requireFit } from './fit.ts'
import type { Mapping } from './mapping.ts'
import { refusalOfSame } from './same.ts'
import { timesOf } from './times-of.ts'
import { shiftBetween } from './translate.ts'

/**
 * Reads the window itself and the `n - 1` before it. Windows before the start of the upstream set are cut, and the answer is *short*;
 * others that do not exist are missing.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` where `n` is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * inputs: { week: from(flights, { partitions: last(7) }) }
 * ```
 */
export function last(n: number): Mapping<'many'> {
  if (!Number.isSafeInteger(n) || n < 1) throw badLength(n)
  const mapping: Mapping<'many'> = {
    arity: 'many',
    name: `last(${n})`,
    refusal: refusalOfLast,
    upstream(downstream, upstream) {
      requireFit(mapping, upstream.set, downstream.of.set)
      const [from, to] = [timesOf(downstream.of), timesOf(upstream)]
      const read = reaching(downstream.ranges, shiftBetween(from.windows, to.windows) - (n - 1), n - 1)
      const existing = shifted(read, 0, to.count)
      return { existing: subsetOfRanges(upstream, existing), missing: keysAfter(read, to), short: read.some(range => range[0] < 0) }
    },
    downstream(upstream, downstream) {
      requireFit(mapping, upstream.of.set, downstream.set)
      const [from, to] = [timesOf(upstream.of), timesOf(downstream)]
      return subsetOfRanges(downstream, shifted(reaching(upstream.ranges, shiftBetween(from.windows, to.windows), n - 1), 0, to.count))
    },
  }
  return mapping
}

/** Moves each range and lengthens it at its end; the bounds may lie outside what exists. */
function reaching(ranges: Ranges, by: number, further: number): Ranges {
  return normalized(ranges.map(([from, to]): Range => [from + by, to + by + further]))
}

/** The keys of the windows that are read past the last existing one. */
function keysAfter(read: Ranges, { windows, count }: TimesAsOf): readonly string[] {
  const end = read[read.length - 1]?.[1] ?? 0
  return end <= count ? [] : Array.from(ordinalsOf(intersectionOf(read, [[count, end]])), index => windows.keyAt(index))
}

function refusalOfLast(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  const timeless = [upstream, downstream].find(set => !isTimeSet(set))
  if (timeless !== undefined) return `it goes from window to window, and one side is partitioned by ${timeless.kind}`
  const refusal = refusalOfSame(upstream, downstream)
  return refusal !== undefined || haveSameDates(upstream, downstream) ? refusal : 'the two sets leave out different dates'
}

function badLength(n: number): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `last(${n}) is not a number of windows`,
    where: 'last()',
    why: 'it counts the window itself and those before it',
    fix: 'give a whole number of at least 1, such as last(7)',
    details: { n },
  })
}
