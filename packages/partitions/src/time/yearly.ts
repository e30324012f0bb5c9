/** A set of local years, beginning on any date. */
import { type DayOfMonth, monthCadence } from './option/month-cadence.ts'
import { requireOptions } from './option/require-options.ts'
import { timeOfDayOptions } from './option/time-of-day.ts'
import type { TimeOptions } from './option/time-options.ts'
import { type TimeSet, timeSet } from './time-set.ts'

export interface YearlyOptions extends TimeOptions, DayOfMonth {
  /** The month in which years begin, 1 to 12; 1 by default. */
  readonly month?: number
}

export type Yearly = TimeSet<'year'>

/**
 * Partitions by local year. Keys are the date of the first day, `YYYY-MM-DD`.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for options that no calendar or zone allows.
 *
 * @example
 * ```ts
 * const taxYears = yearly({ start: '2001-01-01', month: 4, day: 6, timezone: 'Europe/London' })   // 2001-04-06, 2002-04-06, ...
 * ```
 */
export function yearly(options: YearlyOptions): Yearly {
  requireOptions('yearly', options, [...timeOfDayOptions, 'day', 'month'])
  return timeSet(monthCadence('year', 'yearly', 12, options), options)
}
