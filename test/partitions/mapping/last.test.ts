/** A window and those before it. */
import { daily, hourly, last, monthly, offset, overlap, parseSelection, product, weekly } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { cells, chicago, days, downstream, keysOf, origins, upstream } from './asked.ts'

describe('last', () => {
  test('reads the window and those before it', () => {
    expect(upstream(last(7), days, days, '2001-01-10')).toEqual({ existing: '2001-01-04..2001-01-10', missing: [], short: false })
    expect(upstream(last(3), days, days, '2001-01-10..2001-01-12,2001-02-01')).toEqual({
      existing: '2001-01-08..2001-01-12,2001-01-30..2001-02-01',
      missing: [],
      short: false,
    })
    expect(upstream(last(1), days, days, '2001-01-01')).toEqual({ existing: '2001-01-01', missing: [], short: false })
  })

  test('semantics 14: what the start of the upstream set cuts off is short, not missing', () => {
    expect(upstream(last(7), days, days, '2001-01-03')).toEqual({ existing: '2001-01-01..2001-01-03', missing: [], short: true })
  })

  test('semantics 15: a window that itself lies before the start of the upstream set is missing there', () => {
    expect(upstream(last(7), days, chicago('2000-12-01'), '2000-12-20')).toEqual({ existing: '', missing: ['2000-12-20'], short: true })
    expect(upstream(last(1), days, chicago('2000-12-01'), '2000-12-20')).toEqual({ existing: '', missing: ['2000-12-20'], short: false })
  })

  test('semantics 14: counts in windows of the set that reads, whatever those of the upstream set', () => {
    const hours = hourly({ start: '2001-03-30', end: '2001-04-10', timezone: 'America/Chicago' })
    const months = monthly({ start: '2001-01-01', timezone: 'America/Chicago' })
    expect(upstream(last(2), hours, chicago('2001-03-01', '2001-05-01'), '2001-04-02')).toEqual({
      existing: '2001-04-01T00:00..2001-04-02T23:00',
      missing: [],
      short: false,
    })
    expect(upstream(last(3), months, days, '2001-03-02')).toEqual({ existing: '2001-02-01..2001-03-01', missing: [], short: false })
    expect(downstream(last(2), hours, days, '2001-03-30T05:00')).toBe('2001-03-30..2001-03-31')
    expect(downstream(last(2), months, days, '2001-01-01')).toBe('2001-01-01..2001-02-01')
  })

  test('reads what lies before the start of the set that reads', () => {
    const weeks = weekly({ start: '2001-01-08', timezone: 'America/Chicago' })
    expect(upstream(last(2), days, weeks, '2001-01-08')).toEqual({ existing: '2001-01-01..2001-01-14', missing: [], short: false })
    expect(upstream(last(2), chicago('2001-01-04'), weeks, '2001-01-08')).toEqual({
      existing: '2001-01-04..2001-01-14',
      missing: [],
      short: true,
    })
    expect(downstream(last(2), days, weeks, '2001-01-03')).toBe('2001-01-08')
  })

  test('looks no further back than calendars do', () => {
    const weeks = weekly({ start: '2001-01-08', timezone: 'America/Chicago' })
    expect(upstream(last(1_000_000), days, weeks, '2001-01-08')).toEqual({ existing: '2001-01-01..2001-01-14', missing: [], short: true })
    expect(downstream(last(1_000_000), days, weeks, '2001-03-31')).toBe('2001-03-26..2001-05-21')
  })

  test('windows past the end of the upstream set are missing', () => {
    expect(upstream(last(3), chicago('2001-01-01', '2001-01-10'), days, '2001-01-11')).toEqual({
      existing: '2001-01-09',
      missing: ['2001-01-10', '2001-01-11'],
      short: false,
    })
  })

  test('a day that the zone skipped is not missing', () => {
    const [up, down] = [
      daily({ start: '2011-12-01', end: '2011-12-29', timezone: 'Pacific/Apia' }),
      daily({ start: '2012-01-01', timezone: 'Pacific/Apia' }),
    ]
    const at = Date.UTC(2012, 0, 3)
    const { existing, missing } = last(4).upstream(parseSelection('2012-01-01', down.asOf(at)), up.asOf(at))
    expect(existing.count).toBe(1)
    expect(keysOf(missing)).toEqual(['2011-12-29', '2011-12-31', '2012-01-01'])
  })

  test('a window is read by itself and those after it', () => {
    expect(downstream(last(3), days, days, '2001-01-01')).toBe('2001-01-01..2001-01-03')
    expect(downstream(last(3), days, days, '2001-03-30')).toBe('2001-03-30..2001-03-31')
  })

  test('counts windows, not hours, across a clock change', () => {
    const year = chicago('2001-01-01')
    expect(upstream(last(2), year, year, '2001-04-02').existing).toBe('2001-04-01..2001-04-02')
  })

  test('segments have no windows', () => {
    expect(raised(() => upstream(last(2), origins, origins, 'ORD')).why).toBe('it reads by time, and one side is partitioned by segment')
  })

  test('the refusal of a product says how to choose the time that is meant', () => {
    const made = product({ made: days, sold: days })
    expect(last(7).refusal(days, cells)).toBe("it reads by time, and one side is partitioned by product; use dimension('day', last(7))")
    expect(overlap.refusal(days, made)).toBe(
      "it reads by time, and one side is partitioned by product; use dimension('made', overlap) or dimension('sold', overlap)",
    )
    expect(offset(-7, -1).refusal(cells, cells)).toBe(
      'it reads by time, and one side is partitioned by product; use perDimension({ day: offset(-7, -1), ... })',
    )
    expect(last(7).refusal(cells, days)).toBe(
      'it reads by time, and one side is partitioned by product; use perDimension({ day: last(7), origin: all })',
    )
    expect(last(7).refusal(origins, cells)).toBe('it reads by time, and one side is partitioned by segment')
    expect(last(7).refusal(cells, made)).toBe('it reads by time, and one side is partitioned by product')
  })

  test.each([[0], [-1], [1.5], [Number.NaN], [1_000_001]])('last(%d) is refused', n => {
    expect(raised(() => last(n)).code).toBe('BAD_PARTITION_DEFINITION')
  })
})
