/** The windows of a set as if it had no start: index 0 is its first one, and those before it count down from -1. */
import type { Range, Ranges } from '../../ordinal/ranges.ts'
import type { Instant, Window } from '../../partition-set.ts'
import type { TimeSet } from '../time-set.ts'
import type { Windows } from '../window/windows.ts'
import { windowsBefore } from './windows-before.ts'

/** Calendars begin with the year 1: an index before that means the first window there is. */
export interface EndlessWindows {
  at(index: number): Window
  keyAt(index: number): string
  /** The index of the first window that starts at or after an instant. */
  indexFrom(instant: Instant): number
  /** The index of the first window that ends after an instant. */
  indexOver(instant: Instant): number
  /** Cuts a range of indexes where dates are left out: the windows of each piece touch one another. */
  piecesOf(range: Range): Ranges
}

export function endlessWindows(set: TimeSet, windows: Windows): EndlessWindows {
  const first = windows.at(0)
  const holding = (index: number): Held => (index < 0 ? countedBack(set, first, -index) : { windows, ahead: 0 })
  const at = (index: number): Window => {
    const held = holding(index)
    return held.windows.at(Math.max(0, index + held.ahead))
  }
  const indexFrom = (instant: Instant): number => {
    const held = instant < first.start ? heldSince(set, first, instant) : { windows, ahead: 0 }
    return held.windows.indexFrom(instant) - held.ahead
  }
  return {
    at,
    indexFrom,
    keyAt(index) {
      const held = holding(index)
      return held.windows.keyAt(Math.max(0, index + held.ahead))
    },
    indexOver(instant) {
      const after = indexFrom(instant + 1)
      const { start, end } = at(after - 1)
      return start <= instant && instant < end ? after - 1 : after
    },
    piecesOf([from, to]) {
      const { windows: those, ahead } = holding(from)
      if (to + ahead <= 0) return []
      return those.piecesOf([Math.max(0, from + ahead), to + ahead]).map(([begin, end]): Range => [begin - ahead, end - ahead])
    },
  }
}

interface Held {
  readonly windows: Windows
  /** How many of them come before the first window of the set. */
  readonly ahead: number
}

interface Earlier extends Held {
  /** They hold the window of this instant, or begin where calendars do. */
  readonly since: Instant
}

/** What was computed for a set: the same few windows before its start are needed again and again. */
const earlierOf = new WeakMap<TimeSet, Earlier>()

function heldSince(set: TimeSet, first: Window, instant: Instant): Earlier {
  const known = earlierOf.get(set)
  if (known !== undefined && known.since <= instant) return known
  const windows = windowsBefore(set, instant)
  const { start } = windows.at(0)
  const found: Earlier = { windows, ahead: windows.indexFrom(first.start), since: start <= instant ? start : Number.NEGATIVE_INFINITY }
  earlierOf.set(set, found)
  return found
}

/** Guesses from the length of the first window, and goes back twice as far until enough are found. */
function countedBack(set: TimeSet, first: Window, count: number): Held {
  for (let ms = (first.end - first.start) * count; ; ms *= 2) {
    const found = heldSince(set, first, first.start - ms)
    if (found.ahead >= count || found.windows.at(0).start > first.start - ms) return found
  }
}
