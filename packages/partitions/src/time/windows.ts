/** The windows of a time set as arithmetic: index to window to key and back, counted from the set's start and bounded by no clock. */
import type { Instant, PartitionsAsOf, TimePartition, Window } from '../partition-set.ts'
import { type Day, formatDay } from './calendar.ts'
import { type ZoneDays, zoneDays } from './zone.ts'

/** Index 0 is the first window; indexes past the last existing window name windows to come. */
export interface Windows {
  readonly zone: string
  /** The first local day. */
  readonly start: Day
  at(index: number): Window
  /** The local day of a window. */
  dayAt(index: number): Day
  keyAt(index: number): string
  /** The index of the window of a local day, or of the next window where the zone left that day out; below 0 for a day before the start. */
  indexOfDay(day: Day): number
  /** How many windows from the start have ended by an instant. */
  endedBy(now: Instant): number
}

/** The partitions of a time set; `windows` is what mappings and selections calculate with. */
export interface TimesAsOf extends PartitionsAsOf<TimePartition> {
  readonly windows: Windows
}

export function hasWindows(of: PartitionsAsOf): of is TimesAsOf {
  return 'windows' in of
}

export function dayWindows(zone: string, start: Day): Windows {
  const days = zoneDays(zone, start)
  return {
    zone,
    start,
    at: index => windowOf(days, dayAtIndex(days, start, index)),
    dayAt: index => dayAtIndex(days, start, index),
    keyAt: index => formatDay(dayAtIndex(days, start, index)),
    indexOfDay: day => indexOfDay(days, start, day),
    endedBy: now => Math.max(0, indexOfDay(days, start, days.dayAt(now))),
  }
}

function windowOf(days: ZoneDays, day: Day): Window {
  return { start: days.startOf(day), end: days.startOf(day + 1) }
}

/** Moves on by the days left out so far until none is met: rarely more than once, since most zones never left a day out. */
function dayAtIndex(days: ZoneDays, start: Day, index: number): Day {
  let day = start + index
  for (;;) {
    const moved = start + index + days.skippedThrough(day).filter(skipped => skipped >= start).length
    if (moved === day) return day
    day = moved
  }
}

function indexOfDay(days: ZoneDays, start: Day, day: Day): number {
  let index = day - start
  if (index <= 0) return index
  for (const skipped of days.skippedThrough(day - 1)) if (skipped >= start) index -= 1
  return index
}
