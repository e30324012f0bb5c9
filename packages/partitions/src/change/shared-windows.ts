/** The windows that two time sets have in common, whatever their zones, granularities and dates left out: compared by runs of even windows. */

import { normalized, type Range, type Ranges } from '../ordinal/ranges.ts'
import { haveSameDates } from '../time/alignment/same-dates.ts'
import { haveSameGrid } from '../time/alignment/same-grid.ts'
import { shiftBetween } from '../time/alignment/shift-between.ts'
import { type TimesAsOf, withAllDates } from '../time/time-set.ts'
import type { Windows } from '../time/window/windows.ts'

/** What two sets have in common, in the ordinals of each. */
export interface Shared {
  readonly before: Ranges
  readonly after: Ranges
}

/** Consecutive windows that both have, by their index with no dates left out. */
interface Run {
  readonly before: number
  readonly after: number
  readonly length: number
}

/** Windows with the same start and end under the same key. */
export function sharedWindows(before: TimesAsOf, after: TimesAsOf): Shared {
  const [one, other] = [withAllDates(before.set).asOf(before.now), withAllDates(after.set).asOf(after.now)]
  const isShifted = haveSameGrid(one.set, other.set) && one.set.format === other.set.format
  const runs = isShifted ? shiftedRun(one, other) : commonRuns(one, other)
  const kept = isShifted && haveSameDates(before.set, after.set) ? runs : keptParts(runs, before.windows, after.windows)
  const pairs = Array.from(kept, run => [ordinals(before.windows, run.before, run), ordinals(after.windows, run.after, run)] as const)
  return { before: normalized(pairs.map(([range]) => range)), after: normalized(pairs.map(([, range]) => range)) }
}

function shiftedRun(one: TimesAsOf, other: TimesAsOf): readonly Run[] {
  const shift = shiftBetween(one.windows, other.windows)
  const from = Math.max(0, -shift)
  const length = Math.min(one.count, other.count - shift) - from
  return length > 0 ? [{ before: from, after: from + shift, length }] : []
}

/** Walks both from one even run to the next; window by window where a cadence has no single length, or where the key formats differ. */
function* commonRuns(one: TimesAsOf, other: TimesAsOf): Generator<Run, void, undefined> {
  const [format, otherFormat] = [one.set.format, other.set.format]
  if (widthOf(format) !== widthOf(otherFormat)) return
  const runOf = (of: TimesAsOf, index: number) => {
    const { start, end } = of.windows.at(index)
    const to = format === otherFormat ? Math.min(of.count, of.windows.evenTo(index)) : index + 1
    return { start, length: end - start, count: to - index, end: start + (to - index) * (end - start) }
  }
  for (let [i, j] = [0, 0]; i < one.count && j < other.count; ) {
    const [x, y] = [runOf(one, i), runOf(other, j)]
    if (x.start === y.start && x.length === y.length) {
      const length = Math.min(x.count, y.count)
      if (one.windows.keyAt(i) === other.windows.keyAt(j)) yield { before: i, after: j, length }
      i += length
      j += length
    } else {
      const isAligned = x.length === y.length && (x.start - y.start) % x.length === 0
      const next = isAligned ? Math.max(x.start, y.start) : Math.min(x.end, y.end)
      i = one.windows.indexFrom(next)
      j = other.windows.indexFrom(next)
    }
  }
}

/** Halves runs until both sets have every window of a part; what either leaves out is dropped. */
function* keptParts(runs: Iterable<Run>, before: Windows, after: Windows): Generator<Run, void, undefined> {
  for (const run of runs) {
    const [there, here] = [countOf(ordinals(before, run.before, run)), countOf(ordinals(after, run.after, run))]
    if (there === 0 || here === 0) continue
    if (there === run.length && here === run.length) yield run
    else yield* keptParts(halves(run), before, after)
  }
}

function halves({ before, after, length }: Run): readonly Run[] {
  const half = length >>> 1
  return [
    { before, after, length: half },
    { before: before + half, after: after + half, length: length - half },
  ]
}

function ordinals(windows: Windows, from: number, { length }: Run): Range {
  return [windows.countAmong(from), windows.countAmong(from + length)]
}

function countOf([from, to]: Range): number {
  return to - from
}

/** Each field has a fixed width. */
function widthOf(format: string): number {
  return format.replaceAll('%Y', 'YYYY').replaceAll(/%./g, 'xx').length
}
