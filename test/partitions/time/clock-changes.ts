/** Windows around changes of the clock: they touch, their keys differ, and each key leads back to its window. */
import { cron, daily, hourly, minutes, monthly, quarterly, type TimeSet, weekly, yearly } from '@varve/partitions'
import { expect } from 'vitest'
import type { TimesAsOf } from '../../../packages/partitions/src/time/time-set.ts'
import { changesOf } from './zones.ts'

const msPerDay = 86_400_000

/** One set of each cadence, and some that begin in the hours in which clocks change. */
export function setsIn(timezone: string): readonly TimeSet[] {
  const all = { start: '1970-01-02', end: '2039-01-01', timezone }
  return [
    minutes({ ...all, every: 15 }),
    hourly(all),
    hourly({ ...all, minuteOffset: 45 }),
    daily(all),
    daily({ ...all, hourOffset: 2, minuteOffset: 30 }),
    daily({ ...all, hourOffset: 23, minuteOffset: 45 }),
    weekly({ ...all, firstDay: 'sunday', hourOffset: 1 }),
    monthly(all),
    quarterly(all),
    yearly(all),
    cron('*/20 * * * *', all),
    cron('30 0,1,2 * * 0,1', all),
  ]
}

/** Looks at every change whose number leaves `rest` on division by `every`. */
export function checkClockChanges(set: TimeSet, every: number, rest: number): number {
  const of = set.asOf(Date.UTC(2040, 0, 1))
  let checked = 0
  for (const [index, change] of changesOf(set.timezone).entries()) {
    if (index % every !== rest) continue
    const from = Math.max(0, of.windows.indexFrom(change - msPerDay) - 1)
    const to = Math.min(of.count, of.windows.indexFrom(change + msPerDay) + 1)
    checkNeighbours(of, from, to)
    checked += to - from
  }
  return checked
}

function checkNeighbours(of: TimesAsOf, from: number, to: number): void {
  const keys = new Set<string>()
  for (let ordinal = from; ordinal < to; ordinal += 1) {
    const { key, value } = of.at(ordinal)
    if (of.ordinalOf(key) !== ordinal) expect([key, of.ordinalOf(key)]).toEqual([key, ordinal])
    if (ordinal > from && of.windows.at(ordinal - 1).end > value.start.getTime())
      expect(key).toBe('a window that begins after the one before it')
    if (of.windows.indexFrom(value.start.getTime()) !== ordinal) expect(key).toBe('the first window from its start')
    if (value.start >= value.end) expect(key).toBe('a window that lasts')
    keys.add(key)
  }
  expect(keys.size).toBe(to - from)
}
