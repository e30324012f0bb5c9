/** Where the windows of one time set lie among those of another: found by counting where both share them, by instant where not. */
import { normalized, type Range, type Ranges } from '../../ordinal/ranges.ts'
import type { TimesAsOf } from '../time-set.ts'
import { endlessWindows } from './endless-windows.ts'
import { haveSameDates } from './same-dates.ts'
import { haveSameGrid } from './same-grid.ts'
import { shiftBetween } from './shift-between.ts'

/** Indexes count from the first window of a set; negative ones lie before its start. */
export interface Alignment {
  /** Cuts a range of indexes of the one set where dates are left out. */
  piecesOf(range: Range): Ranges
  /** The windows of the other set that share time with a piece; where there are none, an empty range at the place where they would be. */
  onto(piece: Range): Range
  /** The windows before this index end no later than a window of the other set does. */
  endedBy(other: number): number
}

/** @param lowest the first index of the other set that matters: nothing before it is computed. */
export function alignmentOf(from: TimesAsOf, to: TimesAsOf, lowest = Number.NEGATIVE_INFINITY): Alignment {
  if (haveSameGrid(from.set, to.set) && haveSameDates(from.set, to.set)) {
    const shift = shiftBetween(from.windows, to.windows)
    return { piecesOf: range => [range], onto: ([begin, end]) => [begin + shift, end + shift], endedBy: other => other + 1 - shift }
  }
  const [own, others] = [endlessWindows(from.set, from.windows), endlessWindows(to.set, to.windows)]
  const floor = lowest === Number.NEGATIVE_INFINITY ? lowest : others.at(lowest).start
  return {
    piecesOf: own.piecesOf,
    onto: ([begin, end]) => [
      others.indexOver(Math.max(floor, own.at(begin).start)),
      others.indexFrom(Math.max(floor, own.at(end - 1).end)),
    ],
    endedBy: other => own.indexOver(others.at(other).end),
  }
}

/**
 * The windows of the other set that share time with any in the given ranges, which are sorted. Where two in a row end in one window, all
 * others that end in it are skipped: a day is found once, not for each of its minutes.
 */
export function alignedWith(ranges: Ranges, { piecesOf, onto, endedBy }: Alignment): Ranges {
  const found: Range[] = []
  let passed = Number.NEGATIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  for (const range of ranges) {
    if (range[1] <= passed) continue
    for (const piece of piecesOf(range)) {
      const there = onto(piece)
      if (there[1] === end && there[0] < end) passed = endedBy(end - 1)
      end = there[1]
      found.push(there)
    }
  }
  return normalized(found)
}
