/** What hours, minutes, days and cron windows are where clocks change. */
import { cron, daily, hourly, minutes, type TimeSet } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { checkClockChanges, setsIn } from './clock-changes.ts'
import { zones } from './zones.ts'

const later = Date.UTC(2040, 0, 1)
const keysOf = (set: TimeSet) => {
  const of = set.asOf(later)
  return Array.from({ length: of.count }, (_, ordinal) => of.at(ordinal).key)
}
const chicago = { start: '2001-10-28', end: '2001-10-29', timezone: 'America/Chicago' }

describe('key, window and key again around a seventh of the changes from 1970 to 2037', () => {
  test.each(zones)('%s', zone => {
    for (const [index, set] of setsIn(zone).entries()) expect(checkClockChanges(set, 7, index % 7)).toBeGreaterThanOrEqual(0)
  })
})

test('semantics 1: a day of a clock change has 23 or 25 hours', () => {
  expect(keysOf(hourly(chicago))).toHaveLength(25)
  expect(keysOf(hourly({ ...chicago, start: '2001-04-01', end: '2001-04-02' }))).toHaveLength(23)
})

test('semantics 2: an hour that comes again has its offset in its key, and leads back to its own window', () => {
  const hours = hourly(chicago).asOf(later)
  expect(keysOf(hourly(chicago)).slice(0, 4)).toEqual([
    '2001-10-28T00:00',
    '2001-10-28T01:00',
    '2001-10-28T01:00-06:00',
    '2001-10-28T02:00',
  ])
  expect(hours.at(hours.ordinalOf('2001-10-28T01:00')!).value.start).toEqual(new Date('2001-10-28T06:00:00Z'))
  expect(hours.at(hours.ordinalOf('2001-10-28T01:00-06:00')!).value.start).toEqual(new Date('2001-10-28T07:00:00Z'))
  // The other spelling of the first of the two is no key: each window has one.
  expect(hours.ordinalOf('2001-10-28T01:00-05:00')).toBeUndefined()
})

test('semantics 3: an hour that the clock skips is not a window', () => {
  const keys = keysOf(hourly({ ...chicago, start: '2001-04-01', end: '2001-04-02' }))
  expect(keys.slice(0, 4)).toEqual(['2001-04-01T00:00', '2001-04-01T01:00', '2001-04-01T03:00', '2001-04-01T04:00'])
})

test('semantics 3: a cron tick in a gap comes at its end, once', () => {
  const set = cron('0,30 2 * * *', { start: '2001-03-31', end: '2001-04-03', timezone: 'America/Chicago' })
  expect(keysOf(set)).toEqual(['2001-03-31T02:00', '2001-03-31T02:30', '2001-04-01T03:00', '2001-04-02T02:00'])
})

test('half an hour of change: the hour in which it happens lasts an hour and a half', () => {
  const lordHowe = { timezone: 'Australia/Lord_Howe' }
  const lengths = (start: string, end: string) => {
    const of = hourly({ ...lordHowe, start, end }).asOf(later)
    return Array.from({ length: of.count }, (_, ordinal) => [of.at(ordinal).key.slice(11), minutesOf(of.at(ordinal).value)])
  }
  expect(lengths('2024-04-07', '2024-04-07T04:00')).toEqual([
    ['00:00', 60],
    ['01:00', 90],
    ['02:00', 60],
    ['03:00', 60],
  ])
  expect(lengths('2024-10-06', '2024-10-06T04:00')).toEqual([
    ['00:00', 60],
    ['01:00', 90],
    ['03:00', 60],
  ])
  const halfHours = keysOf(minutes({ ...lordHowe, every: 30, start: '2024-04-07T01:00', end: '2024-04-07T02:30' }))
  expect(halfHours).toEqual(['2024-04-07T01:00', '2024-04-07T01:30', '2024-04-07T01:30+10:30', '2024-04-07T02:00'])
})

test('semantics 4: the wall hour stays where the day before had it', () => {
  const days = daily({ start: '2001-10-26', end: '2001-10-31', timezone: 'America/Chicago', hourOffset: 6 }).asOf(later)
  const starts = Array.from({ length: days.count }, (_, ordinal) => days.at(ordinal).value.start.toISOString().slice(5, 16))
  expect(starts).toEqual(['10-26T11:00', '10-27T11:00', '10-28T12:00', '10-29T12:00'])
})

test('a day that begins in a gap across midnight keeps its own date', () => {
  const days = daily({ start: '1919-03-29', end: '1919-04-02', timezone: 'America/Toronto', hourOffset: 23, minuteOffset: 45 })
  expect(keysOf(days)).toEqual(['1919-03-29', '1919-03-30', '1919-03-31'])
  expect(days.asOf(later).ordinalOf('1919-03-31')).toBe(2)
})

function minutesOf({ start, end }: { readonly start: Date; readonly end: Date }): number {
  return (end.getTime() - start.getTime()) / 60_000
}
