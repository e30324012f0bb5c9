/** A set of the hours of a time zone's clock. */
import { wholeNumber } from './option/bad-option.ts'
import { requireOptions } from './option/require-options.ts'
import { timesEvery } from './option/time-of-day.ts'
import type { TimeOptions } from './option/time-options.ts'
import { type TimeSet, timeSet } from './time-set.ts'

export interface HourlyOptions extends TimeOptions {
  /** The minute at which hours begin, 0 to 59; 0 by default. */
  readonly minuteOffset?: number
}

export type Hourly = TimeSet<'hour'>

/**
 * Partitions by hour. Keys are `YYYY-MM-DDTHH:MM` on the local clock; an hour that the clock shows again has its offset added
 * (`2001-10-28T01:00-06:00`), and an hour that it skips is not a partition. Where a zone moves its clock by half an hour, the hour in
 * which it does so lasts until the clock next shows the minute at which hours begin.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for options that no calendar or zone allows.
 *
 * @example
 * ```ts
 * const hours = hourly({ start: '2001-01-01', timezone: 'America/Chicago' })
 * ```
 */
export function hourly(options: HourlyOptions): Hourly {
  requireOptions('hourly', options, ['minuteOffset'])
  const minuteOffset = wholeNumber('hourly', 'minuteOffset', options.minuteOffset ?? 0, 0, 59)
  return timeSet(
    {
      kind: 'hour',
      maker: 'hourly',
      words: minuteOffset === 0 ? 'hourly' : `hourly (minute ${minuteOffset})`,
      grid: minuteOffset === 0 ? {} : { minuteOffset },
      fields: ['Y', 'm', 'd', 'H'],
      format: '%Y-%m-%dT%H:%M',
      isDay: undefined,
      times: timesEvery(60, minuteOffset),
      follows: 'clock',
    },
    options,
  )
}
