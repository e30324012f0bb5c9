/** Options of time sets: what they move, how keys are written, what is left out, and what is refused. */
import {
  cron,
  daily,
  definitionOf,
  type Exclude,
  haveSameDefinition,
  hourly,
  describe as inWords,
  minutes,
  monthly,
  pathOf,
  product,
  quarterly,
  segments,
  type TimeSet,
  weekly,
  yearly,
} from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'

const later = Date.UTC(2010, 0, 1)
const keysOf = (set: TimeSet, now = later) => {
  const of = set.asOf(now)
  return Array.from({ length: of.count }, (_, ordinal) => of.at(ordinal).key)
}

describe('keys', () => {
  test.each<[string, TimeSet, readonly string[]]>([
    [
      'minutes',
      minutes({ every: 20, start: '2001-01-01T23:30', end: '2001-01-02T00:40' }),
      ['2001-01-01T23:40', '2001-01-02T00:00', '2001-01-02T00:20'],
    ],
    ['hours', hourly({ start: '2001-01-01', end: '2001-01-01T03:00', minuteOffset: 15 }), ['2001-01-01T00:15', '2001-01-01T01:15']],
    ['weeks', weekly({ start: '2001-01-03', end: '2001-01-23' }), ['2001-01-08', '2001-01-15']],
    ['months', monthly({ start: '2001-01-01', end: '2001-04-01', day: 15 }), ['2001-01-15', '2001-02-15']],
    ['quarters', quarterly({ start: '2001-01-01', end: '2001-12-31' }), ['2001-01-01', '2001-04-01', '2001-07-01']],
    ['years', yearly({ start: '2001-01-01', end: '2004-12-31', month: 4, day: 6 }), ['2001-04-06', '2002-04-06', '2003-04-06']],
    ['leap days', yearly({ start: '2001-01-01', end: '2009-01-01', month: 2, day: 29 }), ['2004-02-29']],
    ['cron', cron('0 6,18 * * *', { start: '2001-01-01', end: '2001-01-02T06:00' }), ['2001-01-01T06:00', '2001-01-01T18:00']],
    [
      'years as numbers',
      yearly({ start: '2001-02-01', end: '2004-12-31', month: 12, day: 31, format: 'year %Y' }),
      ['year 2001', 'year 2002', 'year 2003'],
    ],
    ['another form', monthly({ start: '2001-01-01', end: '2001-03-01', format: '%Y%m' }), ['200101', '200102']],
  ])('%s', (_, set, keys) => {
    const of = set.asOf(later)
    expect(keysOf(set)).toEqual(keys)
    expect(keys.map(key => of.ordinalOf(key))).toEqual([...keys.keys()])
  })

  test('semantics 6: a format without the hour still finds the window that begins at one, also where a clock skips it', () => {
    const early = { hourOffset: 2, minuteOffset: 30, start: '2001-03-31', end: '2001-04-03', timezone: 'America/Chicago' }
    const dates = daily({ ...early, format: '%Y%m%d' })
    const of = dates.asOf(later)
    expect(keysOf(dates)).toEqual(['20010331', '20010401'])
    expect(keysOf(daily({ ...early, format: '%Y%m%d %H%M' }))).toEqual(['20010331 0230', '20010401 0300'])
    expect(of.at(of.ordinalOf('20010401')!).value.start).toEqual(new Date('2001-04-01T08:00:00Z'))
  })

  test('a text that is not a boundary, or has another form or offset, is not a key', () => {
    const hours = hourly({ start: '2001-01-01', timezone: 'America/Chicago' }).asOf(later)
    for (const key of [
      '2001-01-01T00:30',
      '2001-01-01T00',
      '2001-01-01',
      '2001-01-01T24:00',
      '2001-01-01T00:00-06:00',
      '2001-01-01T00:00Z',
      '9999-01-01T00:00',
    ])
      expect([key, hours.ordinalOf(key)]).toEqual([key, undefined])
  })

  test('the dimension is called after the kind, in keys of products and in folders', () => {
    const cells = product({ hour: hourly({ start: '2001-01-01', end: '2001-01-01T02:00' }), origin: segments(['ORD']) }).asOf(later)
    expect([cells.at(1).key, pathOf(cells.at(1))]).toEqual(['hour=2001-01-01T01:00,origin=ORD', 'hour=2001-01-01T01%3A00/origin=ORD'])
    expect(weekly({ start: '2001-01-01' }).dimensions).toEqual([{ name: 'week', kind: 'week' }])
  })
})

describe('exclude', () => {
  const working = { weekdays: ['saturday', 'sunday'], dates: ['2001-01-01'] } as const

  test('semantics 10: a working day ends at its own midnight, and holidays are not partitions', () => {
    const days = daily({ start: '2001-01-01', end: '2001-01-10', exclude: working }).asOf(later)
    expect(keysOf(daily({ start: '2001-01-01', end: '2001-01-10', exclude: working }))).toEqual([
      '2001-01-02',
      '2001-01-03',
      '2001-01-04',
      '2001-01-05',
      '2001-01-08',
      '2001-01-09',
    ])
    expect(days.at(3).value.end).toEqual(new Date('2001-01-06T00:00:00Z'))
    expect(days.ordinalOf('2001-01-06')).toBeUndefined()
  })

  test('semantics 10: dates left out do not shift endOffset', () => {
    const held = (now: number) => keysOf(daily({ start: '2001-01-01', endOffset: -1, exclude: working }), now).at(-1)
    // On Sunday the newest complete day is a Saturday that is left out: holding it back holds back no other.
    expect(held(Date.UTC(2001, 0, 6))).toBe('2001-01-04')
    expect(held(Date.UTC(2001, 0, 7))).toBe('2001-01-05')
  })

  test('a later change of a list does not change the set, and an empty list is the same as none', () => {
    const dates = ['2001-01-01']
    const set = daily({ start: '2001-01-01', exclude: { dates } })
    const before = JSON.stringify(definitionOf(set))
    dates.push('2001-01-02')
    expect([set.asOf(Date.UTC(2001, 0, 4)).count, JSON.stringify(definitionOf(set))]).toEqual([2, before])
    const plain = daily({ start: '2001-01-01' })
    expect(definitionOf(daily({ start: '2001-01-01', exclude: { dates: [], weekdays: [] } }))).toEqual(definitionOf(plain))
  })

  test('hours of dates left out are left out with them', () => {
    const hours = hourly({ start: '2001-01-05T22:00', end: '2001-01-08T02:00', exclude: working })
    expect(keysOf(hours)).toEqual(['2001-01-05T22:00', '2001-01-05T23:00', '2001-01-08T00:00', '2001-01-08T01:00'])
  })

  test('a set without dates holds nothing', () => {
    expect(daily({ start: '2001-01-01', exclude: { calendar: () => true } }).asOf(later).count).toBe(0)
    expect(weekly({ start: '2001-01-01', exclude: { weekdays: ['monday'] } }).asOf(later).count).toBe(0)
  })

  test('an hour that the clock shows again before midnight belongs to the date it shows', () => {
    const changed = { start: '2001-10-27T22:00', end: '2001-10-28T02:00', timezone: 'America/St_Johns' }
    // At 00:01 of the 28th the clock went back to 23:01 of the 27th.
    const sunday = ['2001-10-28T00:00', '2001-10-28T00:00-03:30', '2001-10-28T01:00']
    const saturday = ['2001-10-27T22:00', '2001-10-27T23:00']
    const halfHours = (exclude: Exclude) => keysOf(minutes({ ...changed, every: 30, exclude })).filter(key => key.includes('2001-10-27'))
    expect([...saturday, ...sunday]).toEqual(keysOf(hourly(changed)))
    expect(keysOf(hourly({ ...changed, exclude: { weekdays: ['sunday'] } }))).toEqual(saturday)
    expect(keysOf(hourly({ ...changed, exclude: { weekdays: ['saturday'] } }))).toEqual(sunday)
    expect(halfHours({ dates: ['2001-10-28'] })).toEqual(halfHours({}))
    expect(halfHours({ calendar: date => date === '2001-10-28' })).toEqual(halfHours({}))
    expect(halfHours({ dates: ['2001-10-27'] })).toEqual([])
    expect(halfHours({ calendar: date => date === '2001-10-27' })).toEqual([])
  })

  test('a calendar is asked once about each date that could matter, in order', () => {
    const asked: string[] = []
    const calendar = (date: string) => {
      asked.push(date)
      return date === '2001-01-15'
    }
    const mondays = weekly({ start: '2001-01-01', exclude: { calendar, dates: ['2001-01-08'] } })
    expect(asked).toEqual([])
    const of = mondays.asOf(Date.UTC(2001, 0, 30))
    expect(Array.from({ length: of.count }, (_, ordinal) => of.at(ordinal).key)).toEqual(['2001-01-01', '2001-01-22'])
    expect(mondays.asOf(Date.UTC(2001, 0, 30)).count).toBe(2)
    expect(asked).toEqual(['2001-01-01', '2001-01-15', '2001-01-22'])
  })
})

describe('the calendar ends with the year 9999, whose keys can be read back', () => {
  const open = { start: '9999-12-30', timezone: 'Pacific/Apia' }
  test.each<[string, TimeSet, readonly string[]]>([
    ['days', daily(open), ['9999-12-30', '9999-12-31']],
    ['days ahead', daily({ ...open, endOffset: 9 }), ['9999-12-30', '9999-12-31']],
    ['days held back', daily({ ...open, endOffset: -1 }), ['9999-12-30', '9999-12-31']],
    ['quarters', quarterly({ start: '9999-01-01' }), ['9999-01-01', '9999-04-01', '9999-07-01', '9999-10-01']],
    ['hours', hourly({ start: '9999-12-31T22:00' }), ['9999-12-31T22:00', '9999-12-31T23:00']],
  ])('%s', (_, set, keys) => {
    const of = set.asOf(8.64e15)
    expect(keysOf(set, 8.64e15)).toEqual(keys)
    expect(keys.map(key => of.ordinalOf(key))).toEqual([...keys.keys()])
  })

  test('as many years ahead as can be asked for stop there', () => {
    const years = yearly({ start: '2001-01-01', endOffset: 1_000_000 }).asOf(later)
    expect([years.count, years.at(years.count - 1).key]).toEqual([7999, '9999-01-01'])
  })
})

test('a window has not ended at half a millisecond before its end', () => {
  expect([
    daily({ start: '2001-01-01' }).asOf(Date.UTC(2001, 0, 2) - 0.5).count,
    hourly({ start: '2001-01-01' }).asOf(Date.UTC(2001, 0, 1, 1) - 0.5).count,
  ]).toEqual([0, 0])
})

test('semantics 5: endOffset adds windows to come and holds back complete ones', () => {
  const now = Date.UTC(2001, 0, 4, 12)
  const last = (endOffset: number) => keysOf(daily({ start: '2001-01-01', end: '2001-01-06', endOffset }), now).at(-1)
  expect([-9, -1, 0, 1, 2, 9].map(last)).toEqual([undefined, '2001-01-02', '2001-01-03', '2001-01-04', '2001-01-05', '2001-01-05'])
})

test('definitions in words and as JSON', () => {
  const shifts = cron(' 0  6,18 * * 1-5', { start: '2001-01-01', endOffset: 1 })
  expect(inWords(shifts)).toBe('cron 0 6,18 * * 1-5 from 2001-01-01 in UTC, end offset 1')
  expect(definitionOf(shifts)).toEqual({
    kind: 'cron',
    start: '2001-01-01',
    end: null,
    timezone: 'UTC',
    grid: { cron: '0 6,18 * * 1-5' },
    endOffset: 1,
  })
  const weeks = weekly({ start: '2001-01-01', hourOffset: 4, format: '%Y/%m/%d', exclude: { dates: ['2001-02-05', '2001-01-08'] } })
  expect(inWords(weeks)).toBe('weekly (monday, at 04:00) from 2001-01-01 in UTC, with dates left out')
  expect(definitionOf(weeks)).toEqual({
    kind: 'week',
    start: '2001-01-01',
    end: null,
    timezone: 'UTC',
    grid: { firstDay: 'monday', begin: '04:00' },
    format: '%Y/%m/%d',
    exclude: { dates: ['2001-01-08', '2001-02-05'], weekdays: [], calendar: null },
  })
  const holidays = () => daily({ start: '2001-01-01', exclude: { calendar: date => date.endsWith('-01-01') } })
  const one = holidays()
  expect([haveSameDefinition(one, one), haveSameDefinition(one, holidays())]).toEqual([true, false])
})

test('a format whose keys are unique except where the clock skips a beginning says so', () => {
  const { why, fix } = raised(() => daily({ start: '2001-01-01', minuteOffset: 30, format: '%Y-%m-%dT%H' }))
  expect([why, fix]).toEqual([
    'a key with %H shows when a window begins, and where the clock skips that, two may differ only in %M',
    "add %M, as in '%Y-%m-%dT%H:%M'",
  ])
})

describe('refused', () => {
  const start = '2001-01-01'
  test.each<[string, () => unknown, string]>([
    ['every 7', () => minutes({ every: 7, start }), 'every 7 does not divide an hour'],
    ['every 0', () => minutes({ every: 0, start }), 'every 0 is not possible'],
    ['minute 60', () => hourly({ minuteOffset: 60, start }), 'minuteOffset 60 is not possible'],
    ['hour 24', () => daily({ hourOffset: 24, start }), 'hourOffset 24 is not possible'],
    ['day 32', () => monthly({ day: 32, start }), 'day 32 is not possible'],
    ['30 February', () => yearly({ month: 2, day: 30, start }), 'Day 30 of month 2 never comes'],
    ['half an end offset', () => daily({ endOffset: 0.5, start }), 'endOffset 0.5 is not possible'],
    ['an hourly key without its hour', () => hourly({ start, format: '%Y-%m-%d' }), 'Key format "%Y-%m-%d" gives several windows one key'],
    [
      'a cron key without its minute',
      () => cron('0,30 5 * * *', { start, format: '%Y-%m-%d %H' }),
      'Key format "%Y-%m-%d %H" gives several windows one key',
    ],
    [
      'a cron key with the minute alone',
      () => cron('0,30 5 * * *', { start, format: '%Y-%m-%d %M' }),
      'Key format "%Y-%m-%d %M" gives several windows one key',
    ],
    // Where the clock skips 02:30, that tick comes at 03:00: another window of that hour.
    [
      'a cron key without its half hour',
      () => cron('30 2,3 * * *', { start, format: '%Y-%m-%dT%H' }),
      'Key format "%Y-%m-%dT%H" gives several windows one key',
    ],
    // Apia skipped 2011-12-30: what would have begun at 00:30 of that day began at 00:00 of the next.
    [
      'a daily key with its hour and without its minute',
      () => daily({ start, minuteOffset: 30, format: '%Y-%m-%dT%H' }),
      'Key format "%Y-%m-%dT%H" gives several windows one key',
    ],
    [
      'a yearly key with its hour and without its day',
      () => yearly({ start, month: 12, day: 31, format: '%Y %H' }),
      'Key format "%Y %H" gives several windows one key',
    ],
    ['a field twice', () => daily({ start, format: '%Y-%m-%d-%d' }), 'Key format "%Y-%m-%d-%d" cannot be used'],
    ['an unknown field', () => daily({ start, format: '%Y-%j' }), 'Key format "%Y-%j" cannot be used'],
    ['a comma', () => daily({ start, format: '%Y,%m,%d' }), 'Key format "%Y,%m,%d" cannot be used'],
    ['a dot at the end', () => daily({ start, format: '%d.%m.%Y.' }), 'Key format "%d.%m.%Y." cannot be used'],
    ['two dots', () => daily({ start, format: '%Y..%m..%d' }), 'Key format "%Y..%m..%d" cannot be used'],
    [
      'an excluded date off the calendar',
      () => daily({ start, exclude: { dates: ['2001-02-30'] } }),
      'Excluded date "2001-02-30" is not a calendar date',
    ],
    [
      'every weekday',
      () => daily({ start, exclude: { weekdays: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] } }),
      'Every weekday is excluded',
    ],
    ['null to exclude', () => daily({ start, exclude: null as never }), 'exclude null is not a rule'],
    ['one date that is no list', () => daily({ start, exclude: { dates: start as never } }), 'Excluded dates are "2001-01-01", not a list'],
    ['one weekday that is no list', () => daily({ start, exclude: { weekdays: 0 as never } }), 'Excluded weekdays are 0, not a list'],
    ['a calendar by name', () => daily({ start, exclude: { calendar: 'nyse' as never } }), 'The excluded calendar is not a function'],
    ['a start at 25:00', () => hourly({ start: '2001-01-01T25:00' }), 'start "2001-01-01T25:00" is not a date'],
    [
      'an end before the start',
      () => hourly({ start: '2001-01-01T02:00', end: '2001-01-01T01:00' }),
      'end 2001-01-01T01:00 is not after start 2001-01-01T02:00',
    ],
    ['six fields', () => cron('0 0 0 * * *', { start }), 'Cron expression "0 0 0 * * *" cannot be used'],
    ['minute 61', () => cron('61 * * * *', { start }), 'Cron expression "61 * * * *" cannot be used'],
    ['30 February by cron', () => cron('0 0 30 2 *', { start }), 'Cron expression "0 0 30 2 *" cannot be used'],
  ])('%s', (_, make, what) => {
    const { code, what: message } = raised(make)
    expect([code, message]).toEqual(['BAD_PARTITION_DEFINITION', what])
  })
})

describe('options that plain JavaScript lets through', () => {
  const plain = (make: unknown) => make as (...given: unknown[]) => TimeSet

  test.each<[string, () => TimeSet, string, string]>([
    ['no options', () => plain(daily)(), 'daily() was given no options', "give it: { start: '2001-01-01' }"],
    ['no options for cron', () => plain(cron)('0 6 * * *'), 'cron() was given no options', "give it: { start: '2001-01-01' }"],
    ['a text', () => plain(monthly)('2001-01-01'), 'monthly() was given no options', "give it: { start: '2001-01-01' }"],
    [
      'a misspelt time zone, which would mean UTC',
      () => plain(daily)({ start: '2001-01-01', timeZone: 'America/Chicago' }),
      'daily() does not know the option timeZone',
      'did you mean timezone?',
    ],
    [
      'an option of another kind',
      () => plain(monthly)({ start: '2001-01-01', month: 2 }),
      'monthly() does not know the option month',
      'remove it',
    ],
    [
      'a misspelt rule of exclude',
      () => plain(daily)({ start: '2001-01-01', exclude: { date: ['2001-01-02'] } }),
      'exclude does not know date',
      'correct or remove it',
    ],
  ])('%s', (_, make, what, fix) => {
    const { code, what: message, fix: found } = raised(make)
    expect([code, message, found]).toEqual(['BAD_PARTITION_DEFINITION', what, fix])
  })
})
