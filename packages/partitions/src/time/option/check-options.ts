/** The options that all time sets have, read and checked before anything uses them. */
import { PartitionError } from '../../errors.ts'
import { type FormatField, type KeyFormat, keyFormat } from '../clock/key-format.ts'
import { formatLocal, parseLocal } from '../clock/local-text.ts'
import type { LocalTime } from '../clock/offsets.ts'
import { zoneNamed } from '../clock/zone.ts'
import { dayOf, daysInMonth, formatDay, msPerDay, msPerMinute } from '../day/calendar.ts'
import type { Exclude } from '../day/exclude.ts'
import type { Cadence } from '../tick/cadence.ts'
import { badOption, wholeNumber } from './bad-option.ts'
import { checkExclude } from './check-exclude.ts'
import type { TimeOptions } from './time-options.ts'

const msPerHour = 60 * msPerMinute

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
  const start = localOption(cadence.maker, 'start', options.start)
  const end = options.end === undefined ? undefined : localOption(cadence.maker, 'end', options.end)
  const timezone = zoneOption(cadence.maker, options.timezone ?? 'UTC')
  if (end !== undefined && end.local <= start.local) throw emptySet(cadence, options)
  return {
    start,
    end,
    timezone,
    endOffset: wholeNumber(cadence.maker, 'endOffset', options.endOffset ?? 0, -1_000_000, 1_000_000),
    format: formatOption(cadence, options.format ?? cadence.format),
    exclude: options.exclude === undefined ? undefined : checkExclude(cadence.maker, options.exclude),
  }
}

function localOption(maker: string, option: 'start' | 'end', text: string): LocalOption {
  const local = typeof text === 'string' ? parseLocal(text) : undefined
  if (local !== undefined) return { local, text: local % msPerDay === 0 ? formatDay(local / msPerDay) : formatLocal(local) }
  const shape = typeof text === 'string' ? /^(\d{4})-(\d{2})-\d{2}$/.exec(text) : null
  throw badOption(maker, option, text, {
    what: shape === null ? `${option} ${JSON.stringify(text)} is not a date` : `${option} ${text} is not a calendar date`,
    why:
      shape === null
        ? 'it is written YYYY-MM-DD or YYYY-MM-DDTHH:MM, as the clock of the time zone shows it'
        : flawOfDate(Number(shape[1]), Number(shape[2])),
    fix: `give ${option} as an existing date such as '2001-01-31'`,
  })
}

function flawOfDate(year: number, month: number): string {
  if (year < 1) return 'years are 0001 to 9999'
  if (month < 1 || month > 12) return 'a date is written YYYY-MM-DD, with months 01 to 12'
  return `${formatDay(dayOf(year, month, 1)).slice(0, 7)} has ${daysInMonth(year, month)} days`
}

function zoneOption(maker: string, name: string): string {
  const zone = typeof name === 'string' ? zoneNamed(name) : undefined
  if (zone !== undefined) return zone
  throw badOption(maker, 'timezone', name, {
    what: `Time zone ${JSON.stringify(name)} is unknown`,
    why: 'the time zone database holds no zone of that name',
    fix: "give an IANA name such as 'America/Chicago', or leave timezone out for UTC",
  })
}

function formatOption(cadence: Cadence, text: string): KeyFormat {
  const format = typeof text === 'string' ? keyFormat(text) : undefined
  if (format === undefined) {
    throw badOption(cadence.maker, 'format', text, {
      what: `Key format ${JSON.stringify(text)} cannot be used`,
      why: 'it consists of %Y %m %d %H %M, each at most once, and text between them without , = ; % @ or two dots',
      fix: `write it like '${cadence.format}'`,
    })
  }
  const absentOf = (fields: readonly FormatField[]) => fields.filter(field => !format.fields.has(field)).map(field => `%${field}`)
  const [absent, skipped] = [absentOf(cadence.fields), absentOf(fieldsBesideHour(cadence, format))]
  if (absent.length === 0 && skipped.length === 0) return format
  const all = [...new Set([...absent, ...skipped])].join(' and ')
  throw badOption(cadence.maker, 'format', text, {
    what: `Key format ${JSON.stringify(text)} gives several windows one key`,
    why:
      absent.length > 0
        ? `keys of ${cadence.words} windows differ in ${absent.join(' and ')}`
        : `a key with %H shows when a window begins, and where the clock skips that, two may differ only in ${all}`,
    fix: `add ${all}, as in '${cadence.follows === 'calendar' && format.fields.has('H') ? '%Y-%m-%dT%H:%M' : cadence.format}'`,
  })
}

/**
 * A key with its hour shows the clock as the window starts, which is later than its nominal time where the clock skips that: the window of
 * 02:30 begins at 03:00, and the key of 03:30 must differ.
 */
function fieldsBesideHour({ follows, times }: Cadence, format: KeyFormat): readonly FormatField[] {
  if (follows === 'clock' || !format.fields.has('H')) return []
  return ['Y', 'm', 'd', ...(times.every(time => time % msPerHour === 0) ? [] : (['M'] as const))]
}

function emptySet({ maker, kind }: Cadence, { start, end }: TimeOptions): PartitionError {
  const window = kind === 'day' ? 'day' : 'window'
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `end ${end} is not after start ${start}`,
    where: `${maker}(), option end`,
    why: `end is exclusive: it names the ${window} after the last one, so this set would never hold a ${window}`,
    fix: `give an end after ${start}, or leave it out to let the set grow with the clock`,
    details: { start, end },
  })
}
