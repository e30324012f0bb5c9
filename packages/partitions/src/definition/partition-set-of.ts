/** The partition set of a definition: the inverse of `definitionOf`. */

import { PartitionError } from '../errors.ts'
import type { PartitionSet } from '../partition-set.ts'
import { dynamicSegments } from '../set/dynamic.ts'
import { product } from '../set/product.ts'
import { segments } from '../set/segments.ts'
import { unpartitioned } from '../set/unpartitioned.ts'
import { cron } from '../time/cron.ts'
import { type DailyOptions, daily } from '../time/daily.ts'
import type { Calendar, Exclude } from '../time/day/exclude.ts'
import { type HourlyOptions, hourly } from '../time/hourly.ts'
import { type MinutesOptions, minutes } from '../time/minutes.ts'
import { monthly } from '../time/monthly.ts'
import type { TimeOptions } from '../time/option/time-options.ts'
import { quarterly } from '../time/quarterly.ts'
import type { TimeSet } from '../time/time-set.ts'
import { type WeeklyOptions, weekly } from '../time/weekly.ts'
import { type YearlyOptions, yearly } from '../time/yearly.ts'
import type { PartitionDefinition, TimeDefinition } from './definition.ts'

/**
 * Makes a set of what {@link definitionOf} returned, for example after it was stored as JSON.
 *
 * @param calendars the calendar functions that the definition may mean. A definition holds the source text of its calendar; that is never run
 * as code, so the function is found in this list by its text.
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for a calendar that is not among `calendars`, and for options that no set allows.
 *
 * @example
 * ```ts
 * definitionOf(partitionSetOf(definitionOf(days)))   // the same as definitionOf(days)
 * ```
 */
export function partitionSetOf(definition: PartitionDefinition, calendars: readonly Calendar[] = []): PartitionSet {
  return rebuilt(definition, source => {
    const calendar = calendars.find(candidate => String(candidate) === source)
    if (calendar === undefined) throw calendarGone(source)
    return calendar
  })
}

/** @param calendarOf gives the function that has this source text. */
export function rebuilt(definition: PartitionDefinition, calendarOf: (source: string) => Calendar): PartitionSet {
  if (!isObject(definition)) throw noDefinition('the definition', definition)
  switch (definition.kind) {
    case 'none':
      return unpartitioned
    case 'segment':
      return segments(definition.keys)
    case 'dynamic':
      return dynamicSegments(definition.name)
    case 'product': {
      if (!isObject(definition.dimensions)) throw noDefinition('dimensions of a product', definition.dimensions)
      const dimensions = Object.entries(definition.dimensions)
      return product(Object.fromEntries(dimensions.map(([name, dimension]) => [name, rebuilt(dimension, calendarOf)])))
    }
    default:
      return rebuiltTimes(definition, calendarOf)
  }
}

export function rebuiltTimes(definition: TimeDefinition, calendarOf: (source: string) => Calendar): TimeSet {
  if (definition.exclude !== undefined && !isObject(definition.exclude)) throw noDefinition('exclude', definition.exclude)
  const { kind, start, end, timezone, endOffset, format, exclude } = definition
  const { begin, cron: expression, ...grid } = definition.grid ?? {}
  const options: TimeOptions = {
    start,
    timezone,
    ...(end === null ? {} : { end }),
    ...(endOffset === undefined ? {} : { endOffset }),
    ...(format === undefined ? {} : { format }),
    ...(exclude === undefined ? {} : { exclude: rebuiltExclude(exclude, calendarOf) }),
  }
  if (kind === 'cron') return cron(String(expression), options)
  if (!Object.hasOwn(makers, kind)) throw unknownKind(kind)
  // Each function checks its options.
  return makers[kind]({ ...options, ...grid, ...beginning(begin) } as AnyOptions)
}

type AnyOptions = MinutesOptions & HourlyOptions & DailyOptions & WeeklyOptions & YearlyOptions

const makers = { minute: minutes, hour: hourly, day: daily, week: weekly, month: monthly, quarter: quarterly, year: yearly } as const

/** `04:15` as the options that write it. */
function beginning(begin: string | number | undefined): Pick<DailyOptions, 'hourOffset' | 'minuteOffset'> {
  if (begin === undefined) return {}
  const [hourOffset, minuteOffset] = String(begin).split(':').map(Number) as [number, number]
  return { hourOffset, minuteOffset }
}

function rebuiltExclude(
  { dates, weekdays, calendar }: NonNullable<TimeDefinition['exclude']>,
  calendarOf: (source: string) => Calendar,
): Exclude {
  return { dates, weekdays, ...(calendar === null ? {} : { calendar: calendarOf(calendar) }) }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** Stored JSON can be anything. */
function noDefinition(part: string, given: unknown): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `${JSON.stringify(given) ?? typeof given} cannot define partitions`,
    where: `partitionSetOf(), ${part}`,
    why: 'it is not an object',
    fix: 'give what definitionOf returned',
    details: { given },
  })
}

function unknownKind(kind: unknown): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `${JSON.stringify(kind)} is not a kind of partitions`,
    where: 'partitionSetOf()',
    why: `kinds are none, ${Object.keys(makers).join(', ')}, cron, segment, dynamic and product`,
    fix: 'give what definitionOf returned, or use the version of this package that returned it',
    details: { kind },
  })
}

function calendarGone(source: string): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: 'A calendar function cannot be made from its source text',
    where: 'partitionSetOf(), option exclude',
    why: 'a definition is data, and data is never run as code',
    fix: 'give the function itself: partitionSetOf(definition, [calendar])',
    details: { source },
  })
}
