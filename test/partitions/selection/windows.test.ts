/** Selection text for windows other than days. */
import {
  cron,
  daily,
  everything,
  formatSelection,
  hourly,
  monthly,
  parseSelection,
  subsetOf,
  type TimeSet,
  weekly,
} from '@varve/partitions'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'

const now = Date.UTC(2002, 0, 1)
const hours = hourly({ start: '2001-01-01', end: '2001-12-01', timezone: 'America/Chicago' }).asOf(now)
const weeks = weekly({ start: '2001-01-01', end: '2001-12-01' }).asOf(now)
const working = daily({ start: '2001-01-01', end: '2001-12-01', exclude: { weekdays: ['saturday', 'sunday'] } }).asOf(now)

describe('selects', () => {
  test.each([
    ['2001-01-02T05:00', hours, '2001-01-02T05:00', 1],
    ['2001-01-02T05', hours, '2001-01-02T05:00', 1],
    ['2001-01-02', hours, '2001-01-02T00:00..2001-01-02T23:00', 24],
    ['2001-10-28', hours, '2001-10-28T00:00..2001-10-28T23:00', 25],
    ['2001-10-28T01', hours, '2001-10-28T01:00..2001-10-28T01:00-06:00', 2],
    ['2001-10-28T01:00-06:00', hours, '2001-10-28T01:00-06:00', 1],
    ['2001-01-02T22:00..2001-01-03', hours, '2001-01-02T22:00..2001-01-03T23:00', 26],
    ['latest', hours, '2001-11-30T23:00', 1],
    ['2001-01', weeks, '2001-01-01..2001-01-22', 4],
    ['2001-01-08', weeks, '2001-01-08', 1],
    ['2001-01-01..2001-01-08', working, '2001-01-01..2001-01-08', 6],
    ['2001-02', working, '2001-02-01..2001-02-28', 20],
  ])('%s', (text, of, written, count) => {
    const subset = parseSelection(text, of)
    expect([formatSelection(subset), subset.count]).toEqual([written, count])
  })
})

describe('is not a partition', () => {
  test.each([
    ['2001-01-02T00:30', hours, "2001-01-02T00:30 lies inside 2001-01-02T00:00; keys name the window's start", '2001-01-02T00:00'],
    ['2001-01-10', weeks, "2001-01-10 lies inside 2001-01-08; keys name the window's start", '2001-01-08'],
    [
      '2001-02',
      monthly({ start: '2001-01-15', day: 15 }).asOf(now),
      "2001-02 lies inside 2001-01-15; keys name the window's start",
      '2001-01-15',
    ],
    ['2000-12-31T23:00', hours, '2000-12-31T23:00 is not a partition', '2001-01-01T00:00'],
    ['2001-01-02T24:00', hours, '2001-01-02T24:00 is not a calendar date', '2001-01-02T23:00'],
    ['2001-01-02T5:00', hours, '"2001-01-02T5:00" is not a partition', '2001-01-02T00:00'],
    ['2001-01-06', working, '2001-01-06 is not a partition', '2001-01-05'],
    [
      '2001-10-28T01:30-06:00',
      hours,
      "2001-10-28T01:30-06:00 lies inside 2001-10-28T01:00-06:00; keys name the window's start",
      '2001-10-28T01:00-06:00',
    ],
    ['2001-10-28T01:00-05:00', hours, '2001-10-28T01:00-05:00 is not a partition', '2001-10-28T01:00'],
    ['2001-10-28T01:00-07:00', hours, '2001-10-28T01:00-07:00 is not a partition', '2001-10-28T01:00'],
    ['2031-10-28T01:00-05:00', hours, '"2031-10-28T01:00-05:00" is not a partition', '2001-11-30T23:00'],
    ['2001-01-02 05:00', hours, '"2001-01-02 05:00" is not a partition', '2001-01-02T05:00'],
  ])('%s', (text, of, what, nearest) => {
    const { code, what: message, details } = raised(() => parseSelection(text, of))
    expect([code, message, details.nearest]).toEqual(['UNKNOWN_PARTITION', what, nearest])
  })

  test.each([
    ['2001-04-01T02:00', hours, 'the clocks of America/Chicago skipped that time'],
    ['2001-01-06', working, 'the set leaves that date out'],
    [
      '2001-10-28T01:00-05:00',
      hours,
      'that window is written 2001-10-28T01:00: only a time that the clock shows again has its offset added',
    ],
    ['2001-10-28T01:00-07:00', hours, 'the clocks of America/Chicago do not show that time at that offset'],
    ['noon', hours, 'its partitions are hours, written YYYY-MM-DDTHH:MM'],
    [
      'noon',
      cron('0 6 * * *', { start: '2001-01-01', format: '%Y%m%d' }).asOf(now),
      'its partitions are windows between ticks, written YYYYMMDD',
    ],
  ])('%s, because', (text, of, why) => {
    expect(raised(() => parseSelection(text, of)).why).toBe(why)
  })
})

test('text written from any subset of any cadence is read back to it', () => {
  const span = { start: '2001-10-20', end: '2001-11-10', timezone: 'America/Chicago' }
  const sets: readonly TimeSet[] = [
    hourly(span),
    hourly({ ...span, format: '%Y%m%d %H' }),
    cron('*/30 1,2 * * *', span),
    daily({ ...span, format: '%d.%m.%Y', exclude: { dates: ['2001-10-28'] } }),
  ]
  fc.assert(
    fc.property(fc.constantFrom(...sets), fc.array(fc.nat()), (set, numbers) => {
      const of = set.asOf(now)
      const subset = subsetOf(
        of,
        numbers.map(number => number % of.count),
      )
      expect(parseSelection(formatSelection(subset), of).ranges).toEqual(subset.ranges)
      expect(parseSelection(formatSelection(everything(of)), of).count).toBe(of.count)
    }),
    { numRuns: 100 },
  )
})
