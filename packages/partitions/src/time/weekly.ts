/** A set of local weeks, beginning on any weekday. */

import { type Weekday, weekdays } from './day/exclude.ts'
import { badOption } from './option/bad-option.ts'
import { requireOptions } from './option/require-options.ts'
import { beginOf, described, type TimeOfDay, timeOfDayOptions } from './option/time-of-day.ts'
import type { TimeOptions } from './option/time-options.ts'
import { type TimeSet, timeSet } from './time-set.ts'

export interface WeeklyOptions extends TimeOptions, TimeOfDay {
  /** The weekday on which weeks begin; `monday` by default. */
  readonly firstDay?: Weekday
}

export type Weekly = TimeSet<'week'>

/**
 * Partitions by local week. Keys are the date of the first day, `YYYY-MM-DD`.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for options that no calendar or zone allows.
 *
 * @example
 * ```ts
 * const weeks = weekly({ start: '2001-01-01', firstDay: 'sunday' })   // the first key is 2001-01-07
 * ```
 */
export function weekly(options: WeeklyOptions): Weekly {
  requireOptions('weekly', options, [...timeOfDayOptions, 'firstDay'])
  const { time, words, grid } = beginOf('weekly', options)
  const firstDay = options.firstDay ?? 'monday'
  const weekday = weekdays.indexOf(firstDay)
  if (weekday < 0) {
    throw badOption('weekly', 'firstDay', firstDay, {
      what: `${JSON.stringify(firstDay)} is not a weekday`,
      why: `weekdays are ${weekdays.join(', ')}`,
      fix: 'name one of these',
    })
  }
  return timeSet(
    {
      kind: 'week',
      maker: 'weekly',
      words: described('weekly', [firstDay, ...words]),
      grid: { firstDay, ...grid },
      fields: ['Y', 'm', 'd'],
      format: '%Y-%m-%d',
      isDay: day => day.weekday === weekday,
      times: [time],
      follows: 'calendar',
    },
    options,
  )
}
