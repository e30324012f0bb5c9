/** A set of windows of local time: what daily, cron and all the others have in common. */
import { requireOrdinal } from '../ordinal/require-ordinal.ts'
import type { Instant, Partition, PartitionKey, PartitionSet, PartitionsAsOf, TimePartition } from '../partition-set.ts'
import { type LocalTime, OffsetTable } from './clock/offsets.ts'
import { dayOf, msPerDay } from './day/calendar.ts'
import type { Exclude } from './day/exclude.ts'
import { checkOptions } from './option/check-options.ts'
import type { TimeOptions } from './option/time-options.ts'
import type { Cadence, TimeKind } from './tick/cadence.ts'
import { cadenceTicks } from './tick/cadence-ticks.ts'
import type { Ticks } from './tick/ticks.ts'
import { stepOf } from './window/even-windows.ts'
import { type Windows, windowsOf } from './window/windows.ts'

/** The last instant that a Date can hold. */
const msOfDatesMax = 8.64e15
/** Keys hold years of four digits. */
const endOfCalendar: LocalTime = dayOf(10_000, 1, 1) * msPerDay

export interface TimeSet<out K extends TimeKind = TimeKind> extends PartitionSet<K, TimePartition> {
  readonly start: string
  readonly end: string | undefined
  readonly timezone: string
  readonly endOffset: number
  readonly format: string
  readonly exclude: Exclude | undefined
  readonly cadence: Cadence<K>
  asOf(now: Instant): TimesAsOf
}

export function timeSet<K extends TimeKind>(cadence: Cadence<K>, options: TimeOptions): TimeSet<K> {
  const { start, end, timezone, endOffset, format, exclude } = checkOptions(cadence, options)
  const prepare = () => {
    const table = new OffsetTable(timezone, start.local - 3 * msPerDay)
    const ticks = cadenceTicks(cadence, table, start.local, exclude)
    return { table, ticks: ticks.all, windows: windowsOf(timezone, table, ticks, format, stepOf(cadence)) }
  }
  // A set that is defined and not used costs nothing.
  let prepared: ReturnType<typeof prepare> | undefined
  const set: TimeSet<K> = {
    kind: cadence.kind,
    start: start.text,
    end: end?.text,
    timezone,
    endOffset,
    format: format.text,
    exclude,
    cadence,
    dimensions: [{ name: cadence.kind, kind: cadence.kind }],
    asOf(now) {
      if (!(Math.abs(now) <= msOfDatesMax)) throw new RangeError(`asOf needs an instant in milliseconds since 1970, not ${now}`)
      prepared ??= prepare()
      const { table, ticks, windows } = prepared
      // A window of whole milliseconds that ends within this one has not ended yet.
      const instant = Math.floor(now)
      const bound = end?.local ?? (isBeyondCalendar(ticks, instant, endOffset) ? endOfCalendar : undefined)
      const existing = existingTicks(ticks, instant, bound === undefined ? undefined : table.reach(bound), endOffset)
      return timesAsOf(set, windows, windows.countAmong(existing), now)
    },
  }
  return set
}

export function isTimeSet(set: PartitionSet): set is TimeSet {
  return 'cadence' in set
}

/** The same windows with no dates left out: one for each tick. */
export function withAllDates({ cadence, start, end, timezone, endOffset, format }: TimeSet): TimeSet {
  return timeSet(cadence, { start, ...(end === undefined ? {} : { end }), timezone, endOffset, format })
}

/** The partitions of a time set; `windows` is what mappings and selections calculate with. */
export interface TimesAsOf extends PartitionsAsOf<TimePartition> {
  readonly set: TimeSet
  readonly windows: Windows
}

export function hasWindows(of: PartitionsAsOf): of is TimesAsOf {
  return 'windows' in of
}

function timesAsOf(set: TimeSet, windows: Windows, count: number, now: Instant): TimesAsOf {
  return {
    set,
    now,
    count,
    windows,
    at(ordinal): Partition<TimePartition> {
      requireOrdinal(ordinal, count)
      const key = windows.keyAt(ordinal) as PartitionKey
      const window = windows.at(ordinal)
      const value = { key, start: new Date(window.start), end: new Date(window.end) }
      return { key, ordinal, parts: [{ dimension: set.kind, key, window }], value }
    },
    ordinalOf: key => windows.indexOfKey(key, count),
  }
}

/** Whether windows may exist that end near the end of the calendar or later. Looks ahead in growing steps, since the rules of a zone have no end. */
function isBeyondCalendar(ticks: Ticks, now: Instant, endOffset: number): boolean {
  const nearEnd = endOfCalendar - 2 * msPerDay
  if (now > nearEnd) return true
  const ended = Math.max(0, ticks.countThrough(now) - 1)
  for (let ahead = 1; ahead < endOffset; ahead *= 2) if (ticks.at(ended + ahead) > nearEnd) return true
  return endOffset > 0 && ticks.at(ended + endOffset) > nearEnd
}

/** Does not ask the zone about times long after `end`, so that a bounded set costs the same at any instant. */
function existingTicks(ticks: Ticks, now: Instant, end: Instant | undefined, endOffset: number): number {
  const endedBy = (instant: Instant) => Math.max(0, ticks.countThrough(instant) - 1)
  if (end === undefined) return Math.max(0, endedBy(now) + endOffset)
  const all = endedBy(end)
  if (now > end && endOffset >= 0) return all
  const asked = now > end ? Math.min(now, ticks.at(all - endOffset + 1)) : now
  return Math.min(all, Math.max(0, endedBy(asked) + endOffset))
}
