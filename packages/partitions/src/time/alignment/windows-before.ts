/** The windows that a set would have if it began earlier. */
import type { Instant } from '../../partition-set.ts'
import { formatLocal } from '../clock/local-text.ts'
import { dayOf, msPerDay } from '../day/calendar.ts'
import { type TimeSet, timeSet } from '../time-set.ts'
import type { Windows } from '../window/windows.ts'

/** The beginning of the calendar. */
const earliest = dayOf(1, 1, 2) * msPerDay

/** Goes back in growing steps until the window of an instant is among them. */
export function windowsBefore({ cadence, timezone, format, exclude }: TimeSet, instant: Instant): Windows {
  for (let days = 32; ; days *= 4) {
    const from = Math.max(earliest, instant - days * msPerDay)
    const start = formatLocal(Math.floor(from / msPerDay) * msPerDay)
    const { windows } = timeSet(cadence, { start, timezone, format, ...(exclude === undefined ? {} : { exclude }) }).asOf(0)
    if (from === earliest || windows.at(0).start <= instant) return windows
  }
}
