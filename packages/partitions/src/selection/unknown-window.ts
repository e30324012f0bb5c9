/** Why a text does not name a window of a set, and the window nearest to it. */
import type { Instant } from '../partition-set.ts'
import { readOffset } from '../time/clock/key-format.ts'
import type { LocalTime } from '../time/clock/offsets.ts'
import { dayOf, daysInMonth, msPerDay, msPerMinute } from '../time/day/calendar.ts'
import { isTimeSet, type TimesAsOf } from '../time/time-set.ts'
import { instantNear } from './instant-near.ts'
import { notOnCalendar, periodOf, writtenTime } from './local-period.ts'
import type { Reason } from './selection-errors.ts'

export function reasonOf(text: string, of: TimesAsOf): Reason {
  const { windows, count } = of
  const written = writtenTime(text)
  if (written === undefined) {
    const withOffset = reasonOfOffset(text, of)
    if (withOffset !== undefined) return withOffset
    return { what: `${JSON.stringify(text)} is not a partition`, why: `its partitions are ${plural(of.set.kind)}, written ${formOf(of)}` }
  }
  const flaw = notOnCalendar(written)
  if (flaw !== undefined) return { what: `${text} is not a calendar date`, why: flaw }
  const what = `${text} is not a partition`
  const { begin } = periodOf(text)!
  const [first, last] = [windows.at(0), windows.at(count - 1)]
  const exists = `it holds ${windows.keyAt(0)} to ${windows.keyAt(count - 1)} as of ${new Date(of.now).toISOString()}`
  const instant = instantNear(begin, of)
  if (instant < first.start || instant >= last.end) return { what, why: exists }
  if (windows.localAt(instant) >= begin + (written.hour === undefined ? msPerDay : 1)) {
    return { what, why: `the clocks of ${windows.zone} skipped that ${written.hour === undefined ? 'day' : 'time'}` }
  }
  return reasonAt(text, instant, of)
}

/** Why a time within the span of the set does not name a window. */
function reasonAt(text: string, instant: Instant, { windows }: TimesAsOf): Reason {
  const around = windows.indexFrom(instant + 1) - 1
  const { start, end } = windows.at(around)
  if (instant >= end) return { what: `${text} is not a partition`, why: 'the set leaves that date out' }
  return {
    what: `${text} lies inside ${windows.keyAt(around)}; keys name the window's start`,
    why: `that window runs from ${new Date(start).toISOString()} to ${new Date(end).toISOString()}`,
  }
}

/** The same for a time with its offset, which keys have only where the clock shows a time again. */
function reasonOfOffset(text: string, of: TimesAsOf): Reason | undefined {
  const { windows, count } = of
  const exact = writtenOffset(text)
  if (exact === undefined || !/%H/.test(of.set.format)) return undefined
  const what = `${text} is not a partition`
  const instant = exact.local - exact.offset
  if (instant < windows.at(0).start || instant >= windows.at(count - 1).end) return undefined
  if (windows.localAt(instant) !== exact.local) return { what, why: `the clocks of ${windows.zone} do not show that time at that offset` }
  const index = windows.indexFrom(instant)
  if (index >= count || windows.at(index).start !== instant) return reasonAt(text, instant, of)
  return { what, why: `that window is written ${windows.keyAt(index)}: only a time that the clock shows again has its offset added` }
}

/** Reads `2001-10-28T01:30-06:00`. */
function writtenOffset(text: string): { readonly local: LocalTime; readonly offset: number } | undefined {
  const match = /^(.*)([+-]\d{2}:\d{2}(?::\d{2})?)$/.exec(text)
  if (match === null || writtenTime(match[1]!)?.minute === undefined) return undefined
  const period = periodOf(match[1]!)
  return period === undefined ? undefined : { local: period.begin, offset: readOffset(match[2]!) }
}

/** Moves a date that is not on the calendar to the end of its month, and one that is not in the set to the nearer end of the set. */
export function nearestKey(text: string, of: TimesAsOf): string | undefined {
  const { windows, count } = of
  const [first, last] = [windows.at(0).start, windows.at(count - 1).start]
  const at = (instant: Instant) => windows.keyAt(windows.indexFrom(clamp(instant, first, last) + 1) - 1)
  const exact = writtenOffset(text)
  if (exact !== undefined && windows.localAt(clamp(exact.local - exact.offset, first, last)) === exact.local)
    return at(exact.local - exact.offset)
  const match = /^(\d{1,4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?!\d)(?:[T ](\d{2})(?::?(\d{2}))?)?/.exec(text)
  if (match === null) return undefined
  const year = Number(match[1])
  const month = clamp(Number(match[2] ?? 1), 1, 12)
  const day = clamp(Number(match[3] ?? 1), 1, daysInMonth(year, month))
  const minutes = clamp(Number(match[4] ?? 0), 0, 23) * 60 + clamp(Number(match[5] ?? 0), 0, 59)
  return at(instantNear(dayOf(year, month, day) * msPerDay + minutes * msPerMinute, of))
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
