/** The instant of a local time in a selection; a time far from the existing windows is moved near to them. */
import type { Instant } from '../partition-set.ts'
import type { LocalTime } from '../time/clock/offsets.ts'
import { msPerDay } from '../time/day/calendar.ts'
import type { TimesAsOf } from '../time/time-set.ts'

/** No clock differs from UTC by more. */
const margin = 2 * msPerDay

/** The table of a zone grows as far as it is asked, so it is not asked about the year 9999. At least one window exists. */
export function instantNear(local: LocalTime, { windows, count }: TimesAsOf): Instant {
  const [first, last] = [windows.at(0).start - margin, windows.at(count - 1).end + margin]
  return windows.instantOf(Math.min(Math.max(local, first), last))
}
