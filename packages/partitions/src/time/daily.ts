/** A set of local days: one window from midnight to midnight in a time zone, each existing once it has ended. */
import { requireOptions } from './option/require-options.ts'
import { beginOf, described, type TimeOfDay, timeOfDayOptions } from './option/time-of-day.ts'
import type { TimeOptions } from './option/time-options.ts'
import { type TimeSet, timeSet } from './time-set.ts'

export interface DailyOptions extends TimeOptions, TimeOfDay {}

export type Daily = TimeSet<'day'>

/**
 * Partitions by local day. Keys are `YYYY-MM-DD`; a window exists once it has ended; a day of a clock change has 23 or 25 hours, and a day
 * that the zone skipped (2011-12-30 in Pacific/Apia) is not a partition.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for a date that no calendar holds, an unknown zone, and an `end` that is not after `start`.
 *
 * @example
 * ```ts
 * const days = daily({ start: '2001-01-01', end: '2001-04-01', timezone: 'America/Chicago' })
 * const weekdays = daily({ start: '2001-01-01', exclude: { weekdays: ['saturday', 'sunday'], dates: ['2001-12-25'] } })
 * ```
 */
export function daily(options: DailyOptions): Daily {
  requireOptions('daily', options, timeOfDayOptions)
  const { time, words, grid } = beginOf('daily', options)
  return timeSet(
    {
      kind: 'day',
      maker: 'daily',
      words: described('daily', words),
      grid,
      fields: ['Y', 'm', 'd'],
      format: '%Y-%m-%d',
      isDay: undefined,
      times: [time],
      follows: 'calendar',
    },
    options,
  )
}
