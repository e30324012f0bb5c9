/** Fingerprints of what ordinals count: the same while a set grows at its end, another one where an ordinal means another partition. */
import {
  areReadByWindows,
  type Calendar,
  daily,
  dynamicSegments,
  hourly,
  numberingOf,
  type PartitionSet,
  product,
  segments,
  weekly,
  windowsByCalendar,
} from '@varve/partitions'
import { describe, expect, test } from 'vitest'

const now = Date.UTC(2001, 3, 2)
const later = Date.UTC(2001, 3, 12)
const days = daily({ start: '2001-01-01' })
const tenants = dynamicSegments('tenants')
const keys = (...present: readonly string[]) => ({ keysOf: () => present })
const without = (calendar: Calendar) => daily({ start: '2001-01-01', exclude: { calendar } })

describe('numbering', () => {
  const of = numberingOf(days.asOf(now))

  test('is the same at a later instant and under another end', () => {
    expect(numberingOf(days.asOf(later))).toBe(of)
    expect(numberingOf(daily({ start: '2001-01-01', end: '2001-02-01', endOffset: 1 }).asOf(now))).toBe(of)
    expect(numberingOf(product({ day: days, origin: segments(['ATL']) }).asOf(later))).toBe(
      numberingOf(product({ origin: segments(['ATL']), day: days }).asOf(now)),
    )
  })

  test.each<[string, PartitionSet]>([
    ['another start', daily({ start: '2001-01-02' })],
    ['another zone', daily({ start: '2001-01-01', timezone: 'America/Chicago' })],
    ['other keys', daily({ start: '2001-01-01', format: '%Y%m%d' })],
    ['dates left out', daily({ start: '2001-01-01', exclude: { dates: ['2001-01-05'] } })],
    ['other windows', weekly({ start: '2001-01-01' })],
    ['a product', product({ day: days, origin: segments(['ATL']) })],
  ])('is another for %s', (_, set) => {
    expect(numberingOf(set.asOf(now))).not.toBe(of)
  })

  test('knows the keys of a dynamic set, and how many there are of the faster dimensions', () => {
    const at = (set: PartitionSet, ...present: readonly string[]) => numberingOf(set.asOf(now, keys(...present)))
    expect(at(tenants, 'b', 'a')).toBe(at(tenants, 'a', 'b'))
    expect(at(tenants, 'a', 'b')).not.toBe(at(tenants, 'a', 'c'))
    const cells = product({ day: days, tenant: tenants })
    expect(at(cells, 'a')).not.toBe(at(cells, 'a', 'b'))
    const plan = product({ asked: days, done: days })
    expect(numberingOf(plan.asOf(now))).not.toBe(numberingOf(plan.asOf(later)))
  })
})

describe('windows that a calendar function decides', () => {
  const left = new Set<string>()
  const holidays: Calendar = date => left.has(date)

  test('have a fingerprint that other answers of the same function change, and growth does not', () => {
    left.clear()
    const before = windowsByCalendar(without(holidays).asOf(now), 30)
    left.add('2001-01-31')
    expect(windowsByCalendar(without(holidays).asOf(later), 30)).toBe(before)
    left.add('2001-01-30')
    expect(windowsByCalendar(without(holidays).asOf(later), 30)).not.toBe(before)
    expect(numberingOf(without(holidays).asOf(later))).toBe(numberingOf(without(date => left.has(date)).asOf(later)))
  })

  test('are found in a product, of its slowest dimension as far as it is asked about', () => {
    left.clear()
    const cells = () => product({ day: without(holidays), origin: segments(['ATL', 'ORD']) }).asOf(now)
    const before = windowsByCalendar(cells(), 20)
    left.add('2001-01-11')
    expect(windowsByCalendar(cells(), 20)).toBe(before)
    expect(windowsByCalendar(cells(), 22)).not.toBe(windowsByCalendar(cells(), 20))
    left.add('2001-01-10')
    expect(windowsByCalendar(cells(), 20)).not.toBe(before)
  })

  test('there are none where nothing or only data is left out', () => {
    expect(windowsByCalendar(days.asOf(now), 30)).toBe('')
    expect(windowsByCalendar(daily({ start: '2001-01-01', exclude: { weekdays: ['sunday'] } }).asOf(now), 30)).toBe('')
  })

  test('decide alone only between sets of the very same windows', () => {
    const kept = without(holidays)
    const cells = product({ day: kept, origin: segments(['ATL']) })
    const hours = hourly({ start: '2001-01-01' })
    expect([areReadByWindows(kept, kept), areReadByWindows(kept, cells), areReadByWindows(segments(['ATL']), kept)]).toEqual([
      true,
      true,
      true,
    ])
    expect([areReadByWindows(kept, without(holidays)), areReadByWindows(hours, kept), areReadByWindows(cells, days)]).toEqual([
      false,
      false,
      false,
    ])
    expect(areReadByWindows(hours, days)).toBe(true)
  })
})
