/** A set of windows from one tick of a cron expression to the next. */
import { parseCron } from './option/cron-expression.ts'
import { requireOptions } from './option/require-options.ts'
import type { TimeOptions } from './option/time-options.ts'
import { type TimeSet, timeSet } from './time-set.ts'

export type CronSet = TimeSet<'cron'>

/**
 * Partitions that run from tick to tick of an expression of five fields: minute, hour, day of month, month, weekday (0 and 7 are Sunday).
 * Keys are `YYYY-MM-DDTHH:MM` on the local clock.
 *
 * An expression that ticks in every hour follows the clock: twice where it shows an hour twice (the second key has its offset added), not
 * at all in an hour that it skips. Any other ticks once for each time it names: at the end of the gap where the clock skips it, and the
 * first time where the clock shows it twice.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for an expression that cannot be read or never ticks, and options that no calendar or
 * zone allows.
 *
 * @example
 * ```ts
 * const shifts = cron('0 6,14,22 * * *', { start: '2001-01-01', timezone: 'America/Chicago' })
 * ```
 */
export function cron(expression: string, options: TimeOptions): CronSet {
  requireOptions('cron', options, [])
  const { text, isDay, times, isInEveryHour, onceEach } = parseCron(expression)
  const minutes = new Set(times.map(time => time % 3_600_000))
  return timeSet(
    {
      kind: 'cron',
      maker: 'cron',
      words: `cron ${text}`,
      grid: { cron: text },
      // A key with the minute alone could be read back only by trying each hour.
      fields: [
        'Y',
        ...(onceEach === 'year' ? [] : (['m'] as const)),
        ...(onceEach === undefined ? (['d'] as const) : []),
        ...(times.length > 1 ? (['H'] as const) : []),
        ...(minutes.size > 1 ? (['M'] as const) : []),
      ],
      format: '%Y-%m-%dT%H:%M',
      isDay,
      times,
      follows: isInEveryHour ? 'clock' : 'calendar',
    },
    options,
  )
}
