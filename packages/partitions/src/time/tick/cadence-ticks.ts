/** The ticks of a cadence in a zone: all of them, and those that begin a window. */

import type { LocalTime, OffsetTable } from '../clock/offsets.ts'
import { msPerDay } from '../day/calendar.ts'
import type { Exclude } from '../day/exclude.ts'
import { keptDays } from '../day/kept-days.ts'
import { localTimes } from '../day/local-times.ts'
import { type IsDay, repeatingDays } from '../day/repeating-days.ts'
import { everyStep } from '../day/sequence.ts'
import type { Cadence } from './cadence.ts'
import { calendarTicks } from './calendar-ticks.ts'
import type { Ticks } from './ticks.ts'
import { wallTicks } from './wall-ticks.ts'

export interface CadenceTicks {
  /** What windows end at. */
  readonly all: Ticks
  /** The same where nothing is left out. */
  readonly kept: Ticks
}

export function cadenceTicks(cadence: Cadence, table: OffsetTable, start: LocalTime, exclude: Exclude | undefined): CadenceTicks {
  const days = cadence.isDay === undefined ? everyStep(1, 0) : repeatingDays(cadence.isDay)
  const locals = localTimes(days, cadence.times)
  const ticks = cadence.follows === 'clock' ? wallTicks(table, start, locals) : calendarTicks(table, start, locals, locals)
  if (exclude === undefined) return { all: ticks, kept: ticks }
  // A clock that is turned back over midnight shows the date before once more.
  const from = Math.floor(start / msPerDay) - (cadence.follows === 'clock' ? 1 : 0)
  const kept = localTimes(keptDays(days, cadence.isDay ?? everyDay, exclude, from), cadence.times)
  return { all: ticks, kept: cadence.follows === 'clock' ? wallTicks(table, start, kept) : calendarTicks(table, start, kept, locals) }
}

const everyDay: IsDay = () => true
