/** A set of local quarters, beginning in any month of three. */
import { type DayOfMonth, monthCadence } from './option/month-cadence.ts'
import { requireOptions } from './option/require-options.ts'
import { timeOfDayOptions } from './option/time-of-day.ts'
import type { TimeOptions } from './option/time-options.ts'
import { type TimeSet, timeSet } from './time-set.ts'

export interface QuarterlyOptions extends TimeOptions, DayOfMonth {
  /** The month of the quarter in which windows begin, 1 (January, April, July, October) to 3; 1 by default. */
  readonly month?: number
}

export type Quarterly = TimeSet<'quarter'>

/**
 * Partitions by local quarter. Keys are the date of the first day, `YYYY-MM-DD`.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for options that no calendar or zone allows.
 *
 * @example
 * ```ts
 * const quarters = quarterly({ start: '2001-01-01' })   // 2001-01-01, 2001-04-01, ...
 * ```
 */
export function quarterly(options: QuarterlyOptions): Quarterly {
  requireOptions('quarterly', options, [...timeOfDayOptions, 'day', 'month'])
  return timeSet(monthCadence('quarter', 'quarterly', 3, options), options)
}
