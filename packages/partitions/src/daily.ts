/** A set of local days: one window from midnight to midnight in a time zone, each existing once it has ended. */
import { PartitionError } from './errors.ts'
import type { Instant, Partition, PartitionKey, PartitionSet, TimePartition } from './partition-set.ts'
import { type Day, daysInMonth, formatDay, msPerDay, parseDay } from './time/calendar.ts'
import { dayWindows, type TimesAsOf, type Windows } from './time/windows.ts'
import { zoneNamed } from './time/zone.ts'

/** The last instant that a Date can hold. */
const msOfDatesMax = 8.64e15

export interface DailyOptions {
  /** The first local day, `YYYY-MM-DD`. */
  readonly start: string
  /** The local day after the last one, `YYYY-MM-DD`; without it the set grows with the clock. */
  readonly end?: string
  /** The IANA time zone whose midnights part the days; `UTC` by default. */
  readonly timezone?: string
}

export interface Daily extends PartitionSet<'day', TimePartition> {
  readonly start: string
  readonly end: string | undefined
  readonly timezone: string
  asOf(now: Instant): TimesAsOf
}

/**
 * Partitions by local day. Keys are `YYYY-MM-DD`; a window exists once it has ended; a day of a clock change has 23 or 25 hours, and a day
 * that the zone left out (2011-12-30 in Pacific/Apia) is no partition.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for a date that no calendar holds, an unknown zone, and an `end` that is not after `start`.
 *
 * @example
 * ```ts
 * const days = daily({ start: '2001-01-01', end: '2001-04-01', timezone: 'America/Chicago' })
 * ```
 */
export function daily(options: DailyOptions): Daily {
  const start = dateOption('start', options.start)
  const end = options.end === undefined ? undefined : dateOption('end', options.end)
  const timezone = zoneOption(options.timezone ?? 'UTC')
  if (end !== undefined && end <= start) throw emptySet(options)
  const windows = dayWindows(timezone, start)
  const set: Daily = {
    kind: 'day',
    start: formatDay(start),
    end: end === undefined ? undefined : formatDay(end),
    timezone,
    dimensions: [{ name: 'day', kind: 'day' }],
    asOf: now => daysAsOf(set, windows, existing(windows, end, now), now),
  }
  return set
}

export function isDaily(set: PartitionSet): set is Daily {
  return set.kind === 'day'
}

function daysAsOf(set: Daily, windows: Windows, count: number, now: Instant): TimesAsOf {
  return {
    set,
    now,
    count,
    windows,
    at(ordinal): Partition<TimePartition> {
      if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal >= count)
        throw new RangeError(`ordinal ${ordinal} does not lie in [0, ${count})`)
      const key = windows.keyAt(ordinal) as PartitionKey
      const window = windows.at(ordinal)
      const value = { key, start: new Date(window.start), end: new Date(window.end) }
      return { key, ordinal, parts: [{ dimension: 'day', key, window }], value }
    },
    ordinalOf: key => ordinalOf(windows, count, key),
  }
}

/** Asks the zone about no day after the last existing one. */
function ordinalOf(windows: Windows, count: number, key: string): number | undefined {
  const day = parseDay(key)
  if (day === undefined || day < windows.start || count === 0 || day > windows.dayAt(count - 1)) return undefined
  const index = windows.indexOfDay(day)
  return windows.dayAt(index) === day ? index : undefined
}

/** Asks the zone about no day after `end`, so that a bounded set costs the same whatever the clock says. */
function existing(windows: Windows, end: Day | undefined, now: Instant): number {
  if (!(Math.abs(now) <= msOfDatesMax)) throw new RangeError(`asOf needs an instant in milliseconds since 1970, not ${now}`)
  if (end === undefined) return windows.endedBy(now)
  return Math.min(windows.indexOfDay(end), windows.endedBy(Math.min(now, (end + 2) * msPerDay)))
}

function dateOption(name: 'start' | 'end', text: string): Day {
  const day = typeof text === 'string' ? parseDay(text) : undefined
  if (day !== undefined) return day
  const shape = typeof text === 'string' ? /^(\d{4})-(\d{2})-\d{2}$/.exec(text) : null
  const month = shape === null ? 0 : Number(shape[2])
  const isMonth = shape !== null && month >= 1 && month <= 12
  throw new PartitionError('BAD_PARTITION_DEFINITION', {
    what: shape === null ? `${name} ${JSON.stringify(text)} is not a date` : `${name} ${text} is no calendar date`,
    where: `daily(), option ${name}`,
    why: isMonth
      ? `${shape[1]}-${shape[2]} has ${daysInMonth(Number(shape[1]), month)} days`
      : 'a date is written YYYY-MM-DD, with months 01 to 12',
    fix: `give ${name} as an existing date such as '2001-01-31'`,
    details: { option: name, given: text },
  })
}

function zoneOption(name: string): string {
  const zone = typeof name === 'string' ? zoneNamed(name) : undefined
  if (zone !== undefined) return zone
  throw new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `Time zone ${JSON.stringify(name)} is unknown`,
    where: 'daily(), option timezone',
    why: 'the time zone database holds no zone of that name',
    fix: "give an IANA name such as 'America/Chicago', or leave timezone out for UTC",
    details: { option: 'timezone', given: name },
  })
}

function emptySet({ start, end }: DailyOptions): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `end ${end} is not after start ${start}`,
    where: 'daily(), option end',
    why: 'end is exclusive: it names the day after the last one, so this set would never hold a day',
    fix: `give an end after ${start}, or leave it out to let the set grow with the clock`,
    details: { start, end },
  })
}
