/** A set of local months, beginning on any day of the month. */
import { type DayOfMonth, monthCadence } from './option/month-cadence.ts'
import { requireOptions } from './option/require-options.ts'
import { timeOfDayOptions } from './option/time-of-day.ts'
import type { TimeOptions } from './option/time-options.ts'
import { type TimeSet, timeSet } from './time-set.ts'

export interface MonthlyOptions extends TimeOptions, DayOfMonth {}

export type Monthly = TimeSet<'month'>

/**
 * Partitions by local month. Keys are the date of the first day, `YYYY-MM-DD`. With `day: 31` a window runs from one 31st to the next, so
 * no window begins in a month without a 31st.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for options that no calendar or zone allows.
 *
 * @example
 * ```ts
 * const months = monthly({ start: '2001-01-01', timezone: 'America/Chicago' })
 * ```
 */
export function monthly(options: MonthlyOptions): Monthly {
  requireOptions('monthly', options, [...timeOfDayOptions, 'day'])
  return timeSet(monthCadence('month', 'monthly', 1, options), options)
}
