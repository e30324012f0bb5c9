/** A set of windows of some minutes, aligned to the hours of a time zone's clock. */
import { badOption, wholeNumber } from './option/bad-option.ts'
import { requireOptions } from './option/require-options.ts'
import { timesEvery } from './option/time-of-day.ts'
import type { TimeOptions } from './option/time-options.ts'
import { type TimeSet, timeSet } from './time-set.ts'

export interface MinutesOptions extends TimeOptions {
  /** How many minutes a window lasts: a divisor of 60. */
  readonly every: number
  /** The minute at which a window begins, 0 to `every - 1`; 0 by default. */
  readonly minuteOffset?: number
}

export type Minutes = TimeSet<'minute'>

/**
 * Partitions by some minutes. Keys are `YYYY-MM-DDTHH:MM` on the local clock; a time that the clock shows again has its offset added
 * (`2001-10-28T01:15-06:00`), and at a time that it skips no window begins.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for an `every` that does not divide an hour, and options that no calendar or zone allows.
 *
 * @example
 * ```ts
 * const quarterHours = minutes({ every: 15, start: '2001-01-01', timezone: 'America/Chicago' })
 * ```
 */
export function minutes(options: MinutesOptions): Minutes {
  requireOptions('minutes', options, ['every', 'minuteOffset'])
  const every = wholeNumber('minutes', 'every', options.every, 1, 60)
  if (60 % every !== 0) {
    throw badOption('minutes', 'every', every, {
      what: `every ${every} does not divide an hour`,
      why: 'windows begin at the same minutes of each hour',
      fix: 'give 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60',
    })
  }
  const minuteOffset = wholeNumber('minutes', 'minuteOffset', options.minuteOffset ?? 0, 0, every - 1)
  return timeSet(
    {
      kind: 'minute',
      maker: 'minutes',
      words: `every ${every} minutes${minuteOffset === 0 ? '' : ` (minute ${minuteOffset})`}`,
      grid: { every, ...(minuteOffset === 0 ? {} : { minuteOffset }) },
      fields: ['Y', 'm', 'd', 'H', 'M'],
      format: '%Y-%m-%dT%H:%M',
      isDay: undefined,
      times: timesEvery(every, minuteOffset),
      follows: 'clock',
    },
    options,
  )
}
