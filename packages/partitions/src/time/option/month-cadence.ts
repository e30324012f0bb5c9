/** What sets of months, quarters and years have in common: windows begin on one day of every first, third or twelfth month. */

import { daysInMonth } from '../day/calendar.ts'
import type { Cadence, TimeKind } from '../tick/cadence.ts'
import { badOption, wholeNumber } from './bad-option.ts'
import { beginOf, described, type TimeOfDay } from './time-of-day.ts'

export interface DayOfMonth extends TimeOfDay {
  /** The day of the month on which windows begin, 1 to 31; no window begins in a month without that day. 1 by default. */
  readonly day?: number
}

export function monthCadence<K extends TimeKind>(
  kind: K,
  maker: string,
  months: number,
  options: DayOfMonth & { readonly month?: number },
): Cadence<K> {
  const { time, words, grid } = beginOf(maker, options)
  const day = wholeNumber(maker, 'day', options.day ?? 1, 1, 31)
  const month = wholeNumber(maker, 'month', options.month ?? 1, 1, months)
  // A leap year has the most days that each month can have.
  if (months === 12 && day > daysInMonth(2000, month)) {
    throw badOption(maker, 'day', day, {
      what: `Day ${day} of month ${month} never comes`,
      why: `month ${month} has at most ${daysInMonth(2000, month)} days`,
      fix: 'give a day that the month has',
    })
  }
  return {
    kind,
    maker,
    words: described(maker, [...(month === 1 ? [] : [`month ${month}`]), ...(day === 1 ? [] : [`day ${day}`]), ...words]),
    grid: { ...(month === 1 ? {} : { month }), ...(day === 1 ? {} : { day }), ...grid },
    fields: months === 12 ? ['Y'] : ['Y', 'm'],
    format: '%Y-%m-%d',
    isDay: date => date.day === day && (date.month - month) % months === 0,
    times: [time],
    follows: 'calendar',
  }
}
