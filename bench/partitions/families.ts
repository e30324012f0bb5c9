/** The sets of windows that the bench asks, each with the same windows as a walk of the clock finds them. */
import { cron, daily, hourly, minutes, monthly, type TimeSet } from '@varve/partitions'
import type { Walk } from '../support/walked-windows.ts'

export interface Family {
  readonly name: string
  readonly sizes: readonly number[]
  readonly walk: Walk
  /** A new set each time. */
  readonly make: () => TimeSet
  /** Windows that hold many of the others. */
  readonly coarser: { readonly set: TimeSet; readonly period: 'day' | 'month' }
}

const thousands = [1e3, 1e5, 1e6]
export const start = '1990-01-01'
const isWeekend = (local: Date) => local.getUTCDay() % 6 === 0
const christmas = Array.from({ length: 60 }, (_, year) => `${1990 + year}-12-25`)
const isLastOfMonth = (date: string) => new Date(Date.parse(date) + 86_400_000).getUTCDate() === 1
const daysIn = (timezone: string) => ({ set: daily({ start, timezone }), period: 'day' }) as const

export const families: readonly Family[] = [
  {
    name: 'minutes({ every: 15 }) in America/Chicago',
    sizes: thousands,
    walk: { timezone: 'America/Chicago', start, stepMinutes: 15 },
    make: () => minutes({ every: 15, start, timezone: 'America/Chicago' }),
    coarser: daysIn('America/Chicago'),
  },
  {
    name: 'hourly in Europe/London',
    sizes: thousands,
    walk: { timezone: 'Europe/London', start, stepMinutes: 60 },
    make: () => hourly({ start, timezone: 'Europe/London' }),
    coarser: daysIn('Europe/London'),
  },
  {
    name: 'daily in America/Chicago',
    sizes: [1e3, 1e5],
    walk: { timezone: 'America/Chicago', start, stepMinutes: 60, isTick: local => local.getUTCHours() === 0 },
    make: () => daily({ start, timezone: 'America/Chicago', format: '%Y-%m-%dT%H:%M' }),
    coarser: { set: monthly({ start, timezone: 'America/Chicago' }), period: 'month' },
  },
  {
    name: "cron('*/10 6-21 * * 1-5') in Europe/Berlin",
    sizes: thousands,
    walk: {
      timezone: 'Europe/Berlin',
      start,
      stepMinutes: 10,
      isTick: local => !isWeekend(local) && local.getUTCHours() >= 6 && local.getUTCHours() <= 21,
    },
    make: () => cron('*/10 6-21 * * 1-5', { start, timezone: 'Europe/Berlin' }),
    coarser: daysIn('Europe/Berlin'),
  },
  {
    name: 'minutes({ every: 15 }) in America/New_York without weekends and 60 dates',
    sizes: thousands,
    walk: {
      timezone: 'America/New_York',
      start,
      stepMinutes: 15,
      isLeftOut: local => isWeekend(local) || (local.getUTCMonth() === 11 && local.getUTCDate() === 25),
    },
    make: () =>
      minutes({ every: 15, start, timezone: 'America/New_York', exclude: { weekdays: ['saturday', 'sunday'], dates: christmas } }),
    coarser: daysIn('America/New_York'),
  },
  {
    name: 'minutes({ every: 15 }) in America/New_York without the dates of a calendar function',
    sizes: thousands,
    walk: {
      timezone: 'America/New_York',
      start,
      stepMinutes: 15,
      isLeftOut: local => isLastOfMonth(local.toISOString().slice(0, 10)),
    },
    make: () => minutes({ every: 15, start, timezone: 'America/New_York', exclude: { calendar: isLastOfMonth } }),
    coarser: daysIn('America/New_York'),
  },
]
