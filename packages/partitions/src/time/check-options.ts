/** The options that all time sets share, read and judged before anything is made of them. */
import { PartitionError } from '../errors.ts'
import type { Cadence } from './cadence.ts'
import { dayOf, daysInMonth, formatDay, msPerDay, parseDay } from './calendar.ts'
import { type Exclude, weekdays } from './exclude.ts'
import { type FormatField, type KeyFormat, keyFormat } from './key-format.ts'
import type { LocalTime } from './offsets.ts'
import type { TimeOptions } from './time-set.ts'
import { zoneNamed } from './zone.ts'

const msPerMinute = 60_000
const msPerHour = 3_600_000

export interface LocalOption {
  readonly local: LocalTime
  readonly text: string
}

export interface CheckedOptions {
  readonly start: LocalOption
  readonly end: LocalOption | undefined
  readonly timezone: string
  readonly endOffset: number
  readonly format: KeyFormat
  readonly exclude: Exclude | undefined
}

export function checkOptions(cadence: Cadence, options: TimeOptions): CheckedOptions {
  const start = localOption(cadence.made, 'start', options.start)
  const end = options.end === undefined ? undefined : localOption(cadence.made, 'end', options.end)
  const timezone = zoneOption(cadence.made, options.timezone ?? 'UTC')
  if (end !== undefined && end.local <= start.local) throw emptySet(cadence, options)
  return {
    start,
    end,
    timezone,
    endOffset: wholeNumber(cadence.made, 'endOffset', options.endOffset ?? 0, -1_000_000, 1_000_000),
    format: formatOption(cadence, options.format ?? cadence.format),
    exclude: options.exclude === undefined ? undefined : excludeOption(cadence.made, options.exclude),
  }
}

/** A whole number within bounds, both included. */
export function wholeNumber(made: string, option: string, given: number, lowest: number, highest: number): number {
  if (Number.isInteger(given) && given >= lowest && given <= highest) return given
  throw bad(
    made,
    option,
    given,
    `${option} ${JSON.stringify(given)} is not possible`,
    `it is a whole number from ${lowest} to ${highest}`,
    'give such a number, or leave it out',
  )
}

export function bad(made: string, option: string, given: unknown, what: string, why: string, fix: string): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what,
    where: `${made}(), option ${option}`,
    why,
    fix,
    details: { option, given },
  })
}

/** Reads `YYYY-MM-DD` and `YYYY-MM-DDTHH:MM`. */
export function parseLocal(text: string): LocalTime | undefined {
  const [date, time, ...rest] = text.split('T')
  const day = parseDay(date!)
  if (day === undefined || rest.length > 0) return undefined
  if (time === undefined) return day * msPerDay
  const match = /^(\d{2}):(\d{2})$/.exec(time)
  if (match === null || Number(match[1]) > 23 || Number(match[2]) > 59) return undefined
  return day * msPerDay + (Number(match[1]) * 60 + Number(match[2])) * msPerMinute
}

export function formatLocal(local: LocalTime): string {
  const minutes = Math.floor((local - Math.floor(local / msPerDay) * msPerDay) / msPerMinute)
  const time = [Math.floor(minutes / 60), minutes % 60].map(part => String(part).padStart(2, '0')).join(':')
  return `${formatDay(Math.floor(local / msPerDay))}T${time}`
}

function localOption(made: string, option: 'start' | 'end', text: string): LocalOption {
  const local = typeof text === 'string' ? parseLocal(text) : undefined
  if (local !== undefined) return { local, text: local % msPerDay === 0 ? formatDay(local / msPerDay) : formatLocal(local) }
  const shape = typeof text === 'string' ? /^(\d{4})-(\d{2})-\d{2}$/.exec(text) : null
  throw bad(
    made,
    option,
    text,
    shape === null ? `${option} ${JSON.stringify(text)} is not a date` : `${option} ${text} is no calendar date`,
    shape === null
      ? 'it is written YYYY-MM-DD or YYYY-MM-DDTHH:MM, as the clock of the time zone shows it'
      : flawOfDate(Number(shape[1]), Number(shape[2])),
    `give ${option} as an existing date such as '2001-01-31'`,
  )
}

function flawOfDate(year: number, month: number): string {
  if (year < 1) return 'years are 0001 to 9999'
  if (month < 1 || month > 12) return 'a date is written YYYY-MM-DD, with months 01 to 12'
  return `${formatDay(dayOf(year, month, 1)).slice(0, 7)} has ${daysInMonth(year, month)} days`
}

function zoneOption(made: string, name: string): string {
  const zone = typeof name === 'string' ? zoneNamed(name) : undefined
  if (zone !== undefined) return zone
  throw bad(
    made,
    'timezone',
    name,
    `Time zone ${JSON.stringify(name)} is unknown`,
    'the time zone database holds no zone of that name',
    "give an IANA name such as 'America/Chicago', or leave timezone out for UTC",
  )
}

function formatOption(cadence: Cadence, text: string): KeyFormat {
  const format = typeof text === 'string' ? keyFormat(text) : undefined
  if (format === undefined) {
    throw bad(
      cadence.made,
      'format',
      text,
      `Key format ${JSON.stringify(text)} cannot be used`,
      'it is made of %Y %m %d %H %M, each at most once, and text between them without , = ; % @ or two dots',
      `write it like '${cadence.format}'`,
    )
  }
  const absentOf = (fields: readonly FormatField[]) => fields.filter(field => !format.fields.has(field)).map(field => `%${field}`)
  const [absent, skipped] = [absentOf(cadence.fields), absentOf(fieldsBesideHour(cadence, format))]
  if (absent.length === 0 && skipped.length === 0) return format
  const all = [...new Set([...absent, ...skipped])].join(' and ')
  throw bad(
    cadence.made,
    'format',
    text,
    `Key format ${JSON.stringify(text)} gives several windows one key`,
    absent.length > 0
      ? `keys of ${cadence.words} windows differ in ${absent.join(' and ')}`
      : `a key with %H shows when a window begins, and where the clock skips that, two may differ only in ${all}`,
    `add ${all}, as in '${cadence.follows === 'calendar' && format.fields.has('H') ? '%Y-%m-%dT%H:%M' : cadence.format}'`,
  )
}

/**
 * A key with its hour shows the clock as the window starts, which comes later than the time it stands for where the clock skips that: 02:30
 * begins at 03:00, and 03:30 must differ.
 */
function fieldsBesideHour({ follows, times }: Cadence, format: KeyFormat): readonly FormatField[] {
  if (follows === 'clock' || !format.fields.has('H')) return []
  return ['Y', 'm', 'd', ...(times.every(time => time % msPerHour === 0) ? [] : (['M'] as const))]
}

/** A copy, so that a list which is changed later changes no set; undefined where it leaves nothing out. */
function excludeOption(made: string, exclude: Exclude): Exclude | undefined {
  const isObject = typeof exclude === 'object' && exclude !== null && !Array.isArray(exclude)
  if (!isObject) {
    const fix = "write exclude: { weekdays: ['saturday'], dates: ['2001-12-25'] }, or leave it out"
    throw bad(made, 'exclude', exclude, `exclude ${JSON.stringify(exclude)} is no rule`, 'it holds dates, weekdays and a calendar', fix)
  }
  const [dates, days] = [listOf(made, 'dates', exclude.dates), listOf(made, 'weekdays', exclude.weekdays)]
  const { calendar } = exclude
  for (const date of dates) {
    if (typeof date === 'string' && parseDay(date) !== undefined) continue
    const what = `Excluded date ${JSON.stringify(date)} is no calendar date`
    throw bad(made, 'exclude', date, what, 'dates are written YYYY-MM-DD', 'correct or remove it')
  }
  for (const day of days) {
    if (weekdays.includes(day)) continue
    const why = `weekdays are ${weekdays.join(', ')}`
    throw bad(made, 'exclude', day, `${JSON.stringify(day)} is not a weekday`, why, 'correct or remove it')
  }
  if (new Set(days).size === weekdays.length)
    throw bad(made, 'exclude', days, 'Every weekday is excluded', 'such a set would never hold a window', 'leave one in')
  if (calendar !== undefined && typeof calendar !== 'function') {
    const fix = "give a function of a date: calendar: date => date.endsWith('-12-25')"
    throw bad(made, 'exclude', calendar, 'The excluded calendar is not a function', 'it is asked about each date', fix)
  }
  if (dates.length === 0 && days.length === 0 && calendar === undefined) return undefined
  return Object.freeze({ dates, weekdays: days, ...(calendar === undefined ? {} : { calendar }) })
}

function listOf<T>(made: string, name: string, given: readonly T[] | undefined): readonly T[] {
  if (given === undefined) return []
  if (Array.isArray(given)) return Object.freeze([...given])
  const what = `Excluded ${name} are ${JSON.stringify(given)}, not a list`
  throw bad(made, 'exclude', given, what, `${name} stand in a list, even a single one`, `write ${name}: [...]`)
}

function emptySet({ made, kind }: Cadence, { start, end }: TimeOptions): PartitionError {
  const window = kind === 'day' ? 'day' : 'window'
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `end ${end} is not after start ${start}`,
    where: `${made}(), option end`,
    why: `end is exclusive: it names the ${window} after the last one, so this set would never hold a ${window}`,
    fix: `give an end after ${start}, or leave it out to let the set grow with the clock`,
    details: { start, end },
  })
}
