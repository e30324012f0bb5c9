/** Windows by text: a day, a month or year (all windows inside), `latest`, or a range of these with both ends included. */
import type { Range, Ranges } from '../ranges.ts'
import { type Day, dayOf, daysInMonth, formatDay, parseDay } from '../time/calendar.ts'
import type { TimesAsOf } from '../time/windows.ts'
import { badSelection, unknownPartition } from './selection-errors.ts'

export function selectWindows(item: string, of: TimesAsOf, dimension: string | undefined): Ranges {
  const ends = item.split('..').map(end => end.trim())
  const [first, last] = ends
  if (ends.length === 1) return [windowsOf(item, of, dimension)]
  if (ends.length > 2 || first === '' || last === '' || first === undefined || last === undefined) throw halfRange(item, of, dimension)
  const from = windowsOf(first, of, dimension)[0]
  const to = windowsOf(last, of, dimension)[1]
  if (to <= from) throw backwards(item, first, last, of, dimension)
  return [[from, to]]
}

function windowsOf(text: string, of: TimesAsOf, dimension: string | undefined): Range {
  if (of.count === 0) throw unknownPartition(text, of, dimension, { what: `${text} is not a partition (yet)`, why: noneYet(of) }, undefined)
  if (text === 'latest') return [of.count - 1, of.count]
  const ordinal = of.ordinalOf(text)
  if (ordinal !== undefined) return [ordinal, ordinal + 1]
  const period = periodOf(text)
  const range = period === undefined ? undefined : inside(period, of)
  if (range !== undefined) return range
  throw unknownPartition(text, of, dimension, reasonOf(text, of), nearestOf(text, of))
}

/** The first day of a month or year, and the first day after it. */
function periodOf(text: string): readonly [Day, Day] | undefined {
  const match = /^(\d{4})(?:-(\d{2}))?$/.exec(text)
  if (match === null) return undefined
  const year = Number(match[1])
  if (match[2] === undefined) return [dayOf(year, 1, 1), dayOf(year + 1, 1, 1)]
  const month = Number(match[2])
  if (month < 1 || month > 12) return undefined
  return [dayOf(year, month, 1), dayOf(year, month, 1) + daysInMonth(year, month)]
}

/** Cuts to what exists before asking the zone, whose rules are only looked up as far as needed. */
function inside([begin, end]: readonly [Day, Day], of: TimesAsOf): Range | undefined {
  const { windows, count } = of
  const from = windows.indexOfDay(clamp(begin, windows.start, windows.dayAt(count - 1) + 1))
  const to = windows.indexOfDay(clamp(end, windows.start, windows.dayAt(count - 1) + 1))
  return from < Math.min(to, count) ? [from, Math.min(to, count)] : undefined
}

function reasonOf(text: string, of: TimesAsOf): { readonly what: string; readonly why: string } {
  const { windows, count } = of
  const [first, last] = [windows.keyAt(0), windows.keyAt(count - 1)]
  const exists = `it holds ${first} to ${last} as of ${new Date(of.now).toISOString()}`
  const day = parseDay(text)
  if (day !== undefined && day >= windows.start && day <= windows.dayAt(count - 1)) {
    return { what: `${text} is not a partition`, why: `the clocks of ${windows.zone} left that day out` }
  }
  if (day !== undefined || periodOf(text) !== undefined) return { what: `${text} is not a partition`, why: exists }
  const date = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text)
  if (date === null) return { what: `${JSON.stringify(text)} is not a partition`, why: 'its partitions are days, written YYYY-MM-DD' }
  const [year, month] = [Number(date[1]), Number(date[2])]
  const isMonth = month >= 1 && month <= 12
  return {
    what: `${text} is no calendar date`,
    why: isMonth ? `${date[1]}-${date[2]} has ${daysInMonth(year, month)} days` : 'months are 01 to 12',
  }
}

/** Puts a date that is off the calendar at the end of its month, and one outside the set at the set's end. */
function nearestOf(text: string, of: TimesAsOf): string | undefined {
  const match = /^(\d{1,4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?!\d)/.exec(text)
  if (match === null) return undefined
  const year = Number(match[1])
  const month = clamp(Number(match[2] ?? 1), 1, 12)
  const day = clamp(Number(match[3] ?? 1), 1, daysInMonth(year, month))
  return formatDay(
    of.windows.dayAt(of.windows.indexOfDay(clamp(dayOf(year, month, day), of.windows.start, of.windows.dayAt(of.count - 1)))),
  )
}

function noneYet(of: TimesAsOf): string {
  return `no window has ended as of ${new Date(of.now).toISOString()}`
}

function halfRange(item: string, of: TimesAsOf, dimension: string | undefined): Error {
  return badSelection(item, of, dimension, {
    what: `${JSON.stringify(item)} is not a range`,
    why: 'a range has two ends, both included',
    fix: 'write it as FIRST..LAST, such as 2001-01-01..2001-01-31',
  })
}

function backwards(item: string, first: string, last: string, of: TimesAsOf, dimension: string | undefined): Error {
  return badSelection(item, of, dimension, {
    what: `${item} ends before it begins`,
    why: `${last} comes before ${first}`,
    fix: `write ${last}..${first}`,
  })
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest)
}
