/** Local times in a selection: `2001`, `2001-01`, `2001-01-02`, `2001-01-02T03` and `2001-01-02T03:04` as the span that each names. */

import type { LocalTime } from '../time/clock/offsets.ts'
import { dayOf, daysInMonth, msPerDay, msPerMinute } from '../time/day/calendar.ts'

/** Half-open. */
export interface LocalPeriod {
  readonly begin: LocalTime
  readonly end: LocalTime
}

export interface WrittenTime {
  readonly year: number
  readonly month?: number
  readonly day?: number
  readonly hour?: number
  readonly minute?: number
}

/** Undefined for text of another form, and for a date that no calendar has. */
export function periodOf(text: string): LocalPeriod | undefined {
  const written = writtenTime(text)
  if (written === undefined || notOnCalendar(written) !== undefined) return undefined
  const { year, month, day, hour, minute } = written
  if (month === undefined) return { begin: dayOf(year, 1, 1) * msPerDay, end: dayOf(year + 1, 1, 1) * msPerDay }
  const first = dayOf(year, month, 1)
  if (day === undefined) return { begin: first * msPerDay, end: (first + daysInMonth(year, month)) * msPerDay }
  const begin = (first + day - 1) * msPerDay + ((hour ?? 0) * 60 + (minute ?? 0)) * msPerMinute
  if (hour === undefined) return { begin, end: begin + msPerDay }
  return { begin, end: begin + (minute === undefined ? 60 : 1) * msPerMinute }
}

/** The numbers in the text, on a calendar or not. */
export function writtenTime(text: string): WrittenTime | undefined {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2})(?::(\d{2}))?)?)?)?$/.exec(text)
  if (match === null) return undefined
  const [year, ...rest] = match.slice(1).map(part => (part === undefined ? undefined : Number(part)))
  const names = ['month', 'day', 'hour', 'minute']
  const given = rest.flatMap((part, index) => (part === undefined ? [] : [[names[index]!, part] as const]))
  return { year: year!, ...Object.fromEntries(given) }
}

/** Why no calendar or clock has it. */
export function notOnCalendar({ year, month = 1, day = 1, hour = 0, minute = 0 }: WrittenTime): string | undefined {
  if (month < 1 || month > 12) return 'months are 01 to 12'
  const days = daysInMonth(year, month)
  if (day < 1 || day > days) return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')} has ${days} days`
  return hour > 23 || minute > 59 ? 'hours are 00 to 23 and minutes 00 to 59' : undefined
}
