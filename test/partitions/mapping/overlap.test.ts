/** Windows that read the windows they share time with. */
import {
  contains,
  cron,
  daily,
  everything,
  hourly,
  monthly,
  overlap,
  segments,
  subsetOf,
  type TimeSet,
  weekly,
  yearly,
} from '@varve/partitions'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { keysOf } from './asked.ts'

const now = Date.UTC(2002, 0, 1)
const chicago = { start: '2001-03-01', end: '2001-05-01', timezone: 'America/Chicago' }

const read = (downstream: TimeSet, key: string, upstream: TimeSet, at = now) => {
  const of = downstream.asOf(at)
  const { existing, missing, short } = overlap.upstream(subsetOf(of, [of.ordinalOf(key)!]), upstream.asOf(at))
  return { count: existing.count, missing: keysOf(missing), short }
}

test('semantics 1: a day reads its 23 hours, and each of them reads the day', () => {
  expect(read(daily(chicago), '2001-04-01', hourly(chicago))).toEqual({ count: 23, missing: [], short: false })
  expect(read(hourly(chicago), '2001-04-01T03:00', daily(chicago))).toEqual({ count: 1, missing: [], short: false })
})

test('semantics 8: a week reads all months it touches, and those that do not exist yet are missing', () => {
  const months = monthly({ start: '2001-01-01' })
  const week = weekly({ start: '2001-01-01' })
  expect(read(week, '2001-02-26', months)).toEqual({ count: 2, missing: [], short: false })
  expect(read(week, '2001-02-26', months, Date.UTC(2001, 2, 20))).toEqual({ count: 1, missing: ['2001-03-01'], short: false })
})

test('semantics 9: windows of other zones are met by instant', () => {
  expect(read(daily(chicago), '2001-03-10', daily({ ...chicago, timezone: 'UTC' }))).toEqual({ count: 2, missing: [], short: false })
})

test('semantics 15: windows before the start of the upstream set are missing, by the keys they would have', () => {
  const late = { start: '2001-01-03' }
  expect(read(daily({ start: '2001-01-01' }), '2001-01-02', hourly({ start: '2001-01-02T22:00' }))).toMatchObject({ count: 2 })
  expect(read(weekly({ start: '2001-01-01' }), '2001-01-01', daily(late))).toEqual({
    count: 5,
    missing: ['2001-01-01', '2001-01-02'],
    short: false,
  })
  expect(read(daily({ start: '2001-01-01' }), '2001-01-02', yearly({ start: '2001-06-01' }))).toEqual({
    count: 0,
    missing: ['2001-01-01'],
    short: false,
  })
})

test('a long time that is missing is counted, and its keys are written as they are asked for', () => {
  const centuries = yearly({ start: '1001-01-01' }).asOf(now)
  const { existing, missing } = overlap.upstream(everything(centuries), daily({ start: '2001-01-01' }).asOf(now))
  const [first] = missing
  expect([existing.count, missing.count, first]).toEqual([365, 365_243, '1001-01-01'])
})

test('dates that the upstream set leaves out are not read', () => {
  const working = daily({ start: '2001-01-01', exclude: { weekdays: ['saturday', 'sunday'] } })
  expect(read(weekly({ start: '2001-01-01' }), '2001-01-08', working)).toEqual({ count: 5, missing: [], short: false })
})

test('a side without time is refused', () => {
  const of = segments(['a']).asOf(now)
  const error = raised(() => overlap.upstream(everything(of), daily(chicago).asOf(now)))
  expect([error.code, error.why]).toEqual(['PARTITIONS_DO_NOT_FIT', 'it reads by time, and one side is partitioned by segment'])
})

describe('semantics 13', () => {
  test('u is read by d exactly when the two share an instant, seen from either side', () => {
    const sets: readonly TimeSet[] = [
      cron('0 3,15 * * *', chicago),
      cron('30 2 * * 1-5', { ...chicago, start: '2001-03-20' }),
      daily({ ...chicago, timezone: 'Asia/Kathmandu' }),
      daily({ ...chicago, exclude: { weekdays: ['sunday', 'monday'] } }),
      weekly({ ...chicago, start: '2001-02-10', exclude: { dates: ['2001-03-19'] } }),
      monthly({ ...chicago, start: '2001-01-01', day: 10 }),
    ]
    fc.assert(
      fc.property(fc.constantFrom(...sets), fc.constantFrom(...sets), fc.nat(), fc.nat(), (upstream, downstream, one, other) => {
        const [u, d] = [upstream.asOf(now), downstream.asOf(now)]
        const [uOrdinal, dOrdinal] = [one % u.count, other % d.count]
        const [uWindow, dWindow] = [u.windows.at(uOrdinal), d.windows.at(dOrdinal)]
        const isShared = uWindow.start < dWindow.end && dWindow.start < uWindow.end
        expect(contains(overlap.upstream(subsetOf(d, [dOrdinal]), u).existing, uOrdinal)).toBe(isShared)
        expect(contains(overlap.downstream(subsetOf(u, [uOrdinal]), d), dOrdinal)).toBe(isShared)
      }),
      { numRuns: 500 },
    )
  })
})
