/** Daily sets: which days exist, when they begin and end, and which definitions are refused. */
import { daily } from '@varve/partitions'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'

const hours = (of: ReturnType<ReturnType<typeof daily>['asOf']>, key: string) => {
  const { start, end } = of.at(of.ordinalOf(key)!).value
  return (end.getTime() - start.getTime()) / 3_600_000
}

describe('windows', () => {
  test('a day in UTC runs from midnight to midnight', () => {
    const days = daily({ start: '2001-01-01' }).asOf(Date.UTC(2001, 0, 4))
    expect(days.count).toBe(3)
    expect(days.at(1)).toEqual({
      key: '2001-01-02',
      ordinal: 1,
      parts: [{ dimension: 'day', key: '2001-01-02', window: { start: Date.UTC(2001, 0, 2), end: Date.UTC(2001, 0, 3) } }],
      value: { key: '2001-01-02', start: new Date('2001-01-02T00:00:00Z'), end: new Date('2001-01-03T00:00:00Z') },
    })
  })

  test('days of a clock change have 23 and 25 hours, the others 24', () => {
    const days = daily({ start: '2001-01-01', timezone: 'America/Chicago' }).asOf(Date.UTC(2002, 0, 2))
    expect(hours(days, '2001-04-01')).toBe(23)
    expect(hours(days, '2001-10-28')).toBe(25)
    expect(hours(days, '2001-07-01')).toBe(24)
  })

  test('a day whose midnight does not exist begins at the first instant that does', () => {
    const days = daily({ start: '2018-11-01', timezone: 'America/Sao_Paulo' }).asOf(Date.UTC(2018, 11, 1))
    expect(days.at(days.ordinalOf('2018-11-04')!).value).toEqual({
      key: '2018-11-04',
      start: new Date('2018-11-04T03:00:00Z'),
      end: new Date('2018-11-05T02:00:00Z'),
    })
    expect(hours(days, '2018-11-03')).toBe(24)
  })

  test('a day that the zone skipped is not a partition, and its neighbours touch', () => {
    const days = daily({ start: '2011-12-28', timezone: 'Pacific/Apia' }).asOf(Date.UTC(2012, 0, 2))
    expect(Array.from({ length: days.count }, (_, ordinal) => days.at(ordinal).key)).toEqual([
      '2011-12-28',
      '2011-12-29',
      '2011-12-31',
      '2012-01-01',
    ])
    expect(days.ordinalOf('2011-12-30')).toBeUndefined()
    expect(days.at(1).value.end).toEqual(days.at(2).value.start)
    expect(days.at(1).value.end).toEqual(new Date('2011-12-30T10:00:00Z'))
  })

  test('a set may start or end on a day that the zone skipped', () => {
    const now = Date.UTC(2012, 5, 1)
    expect(daily({ start: '2011-12-30', end: '2012-01-01', timezone: 'Pacific/Apia' }).asOf(now).at(0).key).toBe('2011-12-31')
    expect(daily({ start: '2011-12-28', end: '2011-12-30', timezone: 'Pacific/Apia' }).asOf(now).count).toBe(2)
    expect(daily({ start: '2011-12-28', end: '2011-12-31', timezone: 'Pacific/Apia' }).asOf(now).count).toBe(2)
  })
})

describe('the clock', () => {
  test('semantics 5: a window exists once its end has come, to the millisecond', () => {
    const days = daily({ start: '2024-01-01', timezone: 'Asia/Tokyo' })
    expect(days.asOf(Date.UTC(2024, 0, 3, 15) - 1).count).toBe(2)
    expect(days.asOf(Date.UTC(2024, 0, 3, 15)).count).toBe(3)
  })

  test('a set grows with the clock, up to its end, which is exclusive', () => {
    const open = daily({ start: '2001-01-01' })
    const closed = daily({ start: '2001-01-01', end: '2001-04-01' })
    const now = Date.UTC(2003, 0, 1)
    expect([open.asOf(now).count, closed.asOf(now).count]).toEqual([730, 90])
    expect(closed.asOf(now).at(89).key).toBe('2001-03-31')
    expect(closed.asOf(now).ordinalOf('2001-04-01')).toBeUndefined()
    expect(closed.asOf(Date.UTC(2001, 0, 11)).count).toBe(10)
  })

  test('before the first window has ended nothing exists', () => {
    const days = daily({ start: '2001-01-01' }).asOf(Date.UTC(1990, 0, 1))
    expect([days.count, days.ordinalOf('2001-01-01'), days.ordinalOf('1990-01-01')]).toEqual([0, undefined, undefined])
    expect(() => days.at(0)).toThrow(RangeError)
  })

  test('what is not an instant is refused', () => {
    expect(() => daily({ start: '2001-01-01' }).asOf(Number.NaN)).toThrow(RangeError)
    expect(() => daily({ start: '2001-01-01' }).asOf(Number.POSITIVE_INFINITY)).toThrow(RangeError)
  })
})

test('keys, ordinals and windows agree with a walk over the set, in any zone and span', () => {
  const zones = ['UTC', 'America/Chicago', 'America/Sao_Paulo', 'Pacific/Apia', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Havana']
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 18_000 }),
      fc.integer({ min: 1, max: 500 }),
      (timezone, from, length) => {
        const start = new Date(from * 86_400_000).toISOString().slice(0, 10)
        const days = daily({ start, timezone }).asOf((from + length) * 86_400_000)
        let previous: { key: string; end: Date } | undefined
        for (let ordinal = 0; ordinal < days.count; ordinal += 1) {
          const { key, value } = days.at(ordinal)
          expect(days.ordinalOf(key)).toBe(ordinal)
          expect(value.start.getTime()).toBeLessThan(value.end.getTime())
          if (previous !== undefined) {
            expect(value.start).toEqual(previous.end)
            expect(key > previous.key).toBe(true)
          }
          previous = value
        }
        expect(previous === undefined || previous.end.getTime() <= days.now).toBe(true)
      },
    ),
    { numRuns: 40 },
  )
})

test('ordinals that are not in the set are refused', () => {
  const days = daily({ start: '2001-01-01', end: '2001-01-03' }).asOf(Date.UTC(2002, 0, 1))
  for (const ordinal of [-1, 2, 0.5, Number.NaN]) expect(() => days.at(ordinal)).toThrow(RangeError)
})

test.each(['2001-1-1', '2001-01-01 00:00', '2001-02-30', '', 'latest', '9999-12-31', '0001-01-01'])('%j is not a key of the set', key => {
  expect(
    daily({ start: '2001-01-01' })
      .asOf(Date.UTC(2002, 0, 1))
      .ordinalOf(key),
  ).toBeUndefined()
})

test('a zone in another letter case is the zone as the database spells it', () => {
  expect(daily({ start: '2001-01-01', timezone: 'america/chicago' }).timezone).toBe('America/Chicago')
})

describe('refused definitions', () => {
  test.each([
    [{ start: '2001-02-30' }, 'start 2001-02-30 is not a calendar date', '2001-02 has 28 days'],
    [{ start: '2001-13-01' }, 'start 2001-13-01 is not a calendar date', 'a date is written YYYY-MM-DD, with months 01 to 12'],
    [{ start: '0000-01-01' }, 'start 0000-01-01 is not a calendar date', 'years are 0001 to 9999'],
    [
      { start: '2001-01-01T24:00' },
      'start "2001-01-01T24:00" is not a date',
      'it is written YYYY-MM-DD or YYYY-MM-DDTHH:MM, as the clock of the time zone shows it',
    ],
    [
      { start: '2001-01-01', end: '2000-13-01' },
      'end 2000-13-01 is not a calendar date',
      'a date is written YYYY-MM-DD, with months 01 to 12',
    ],
    [
      { start: '2001-01-01', timezone: 'Mars/Olympus' },
      'Time zone "Mars/Olympus" is unknown',
      'the time zone database holds no zone of that name',
    ],
  ])('%j', (options, what, why) => {
    const error = raised(() => daily(options))
    expect({ code: error.code, what: error.what, why: error.why, hasFix: error.fix !== '' }).toEqual({
      code: 'BAD_PARTITION_DEFINITION',
      what,
      why,
      hasFix: true,
    })
  })

  test.each(['2001-01-01', '2000-12-31'])('an end that is not after the start: %s', end => {
    expect(raised(() => daily({ start: '2001-01-01', end })).what).toBe(`end ${end} is not after start 2001-01-01`)
  })
})
