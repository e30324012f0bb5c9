/** Why a text names no window of a set, and the window nearest to what it may have meant. */
import { dayOf, daysInMonth, msPerDay, msPerMinute } from '../time/calendar.ts'
import { isTimeSet, type TimesAsOf } from '../time/time-set.ts'
import { instantNear } from './instant-near.ts'
import { notOnCalendar, periodOf, writtenTime } from './local-period.ts'
import type { Reason } from './selection-errors.ts'

export function reasonOf(text: string, of: TimesAsOf): Reason {
  const { windows, count } = of
  const written = writtenTime(text)
  if (written === undefined) {
    return { what: `${JSON.stringify(text)} is not a partition`, why: `its partitions are ${plural(of.set.kind)}, written ${formOf(of)}` }
  }
  const flaw = notOnCalendar(written)
  if (flaw !== undefined) return { what: `${text} is no calendar date`, why: flaw }
  const what = `${text} is not a partition`
  const { begin } = periodOf(text)!
  const [first, last] = [windows.at(0), windows.at(count - 1)]
  const exists = `it holds ${windows.keyAt(0)} to ${windows.keyAt(count - 1)} as of ${new Date(of.now).toISOString()}`
  const instant = instantNear(begin, of)
  if (instant < first.start || instant >= last.end) return { what, why: exists }
  if (windows.localAt(instant) >= begin + (written.hour === undefined ? msPerDay : 1)) {
    return { what, why: `the clocks of ${windows.zone} left that ${written.hour === undefined ? 'day' : 'time'} out` }
  }
  const around = windows.indexFrom(instant + 1) - 1
  const { start, end } = windows.at(around)
  if (instant >= end) return { what, why: 'the set leaves that date out' }
  return {
    what: `${text} lies inside ${windows.keyAt(around)}; keys name the window's start`,
    why: `that window runs from ${new Date(start).toISOString()} to ${new Date(end).toISOString()}`,
  }
}

/** Puts a date that is off the calendar at the end of its month, and one outside the set at the set's end. */
export function nearestKey(text: string, of: TimesAsOf): string | undefined {
  const { windows, count } = of
  const match = /^(\d{1,4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?!\d)(?:T(\d{2})(?::?(\d{2}))?)?/.exec(text)
  if (match === null) return undefined
  const year = Number(match[1])
  const month = clamp(Number(match[2] ?? 1), 1, 12)
  const day = clamp(Number(match[3] ?? 1), 1, daysInMonth(year, month))
  const minutes = clamp(Number(match[4] ?? 0), 0, 23) * 60 + clamp(Number(match[5] ?? 0), 0, 59)
  const [first, last] = [windows.at(0).start, windows.at(count - 1).start]
  const instant = clamp(instantNear(dayOf(year, month, day) * msPerDay + minutes * msPerMinute, of), first, last)
  return windows.keyAt(windows.indexFrom(instant + 1) - 1)
}

function plural(kind: string): string {
  return kind === 'cron' ? 'windows between ticks' : `${kind}s`
}

/** `YYYY-MM-DDTHH:MM`. */
function formOf({ set }: TimesAsOf): string {
  const forms: Readonly<Record<string, string>> = { Y: 'YYYY', m: 'MM', d: 'DD', H: 'HH', M: 'MM' }
  return isTimeSet(set) ? set.format.replace(/%(.)/g, (_, field: string) => forms[field]!) : 'by time'
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest)
}
