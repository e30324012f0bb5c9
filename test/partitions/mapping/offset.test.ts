/** Windows before or after. */
import { daily, last, monthly, next, offset, overlap, previous } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { days, downstream, origins, upstream } from './asked.ts'

describe('offset', () => {
  test('reads one window, before or after', () => {
    expect(upstream(previous, days, days, '2001-01-10')).toEqual({ existing: '2001-01-09', missing: [], short: false })
    expect(upstream(next, days, days, '2001-01-10')).toEqual({ existing: '2001-01-11', missing: [], short: false })
    expect(upstream(offset(-7), days, days, '2001-01-10..2001-01-11')).toEqual({
      existing: '2001-01-03..2001-01-04',
      missing: [],
      short: false,
    })
    expect(downstream(previous, days, days, '2001-01-09')).toBe('2001-01-10')
    expect(downstream(offset(2), days, days, '2001-01-09')).toBe('2001-01-07')
    expect([previous, next, offset(-7)].map(({ arity, name }) => [arity, name])).toEqual([
      ['maybe', 'previous'],
      ['maybe', 'next'],
      ['maybe', 'offset(-7)'],
    ])
  })

  test('before the start it is short, past the end it is missing', () => {
    expect(upstream(previous, days, days, '2001-01-01')).toEqual({ existing: '', missing: [], short: true })
    expect(upstream(next, days, days, '2001-03-31')).toEqual({ existing: '', missing: ['2001-04-01'], short: false })
    expect(downstream(previous, days, days, '2001-03-31')).toBe('')
  })

  test('with two numbers reads all windows between, the own one or not', () => {
    expect(upstream(offset(-7, -1), days, days, '2001-01-10')).toEqual({ existing: '2001-01-03..2001-01-09', missing: [], short: false })
    expect(upstream(offset(-7, -1), days, days, '2001-01-03')).toEqual({ existing: '2001-01-01..2001-01-02', missing: [], short: true })
    expect(upstream(offset(-1, 1), days, days, '2001-03-31')).toEqual({
      existing: '2001-03-30..2001-03-31',
      missing: ['2001-04-01'],
      short: false,
    })
    expect(downstream(offset(-7, -1), days, days, '2001-01-01')).toBe('2001-01-02..2001-01-08')
    const months = monthly({ start: '2001-01-01', timezone: 'America/Chicago' })
    expect(upstream(offset(-1, -1), days, months, '2001-02-01').existing).toBe('2001-01-01..2001-01-31')
    const { arity, name } = offset(-7, -1)
    expect([arity, name]).toEqual(['many', 'offset(-7, -1)'])
  })

  test('says whether all that it reads is before its reader', () => {
    const earlier = [previous, offset(-7), offset(-7, -1), last(7), next, offset(0), offset(-1, 0), overlap]
    expect(earlier.filter(({ readsEarlier }) => readsEarlier?.(days)).map(({ name }) => name)).toEqual([
      'previous',
      'offset(-7)',
      'offset(-7, -1)',
    ])
  })

  test.each([[0.5], [Number.NaN], [Number.POSITIVE_INFINITY], [-1_000_001], [-1, 0.5], [-1, -7]])(
    'offset(%d, %d) is refused',
    (...given) => {
      const [first, end] = given
      const error = raised(() => (end === undefined ? offset(first!) : offset(first!, end)))
      expect([error.code, error.details]).toEqual(['BAD_PARTITION_DEFINITION', { given }])
    },
  )

  test('one window away is refused where the sets do not have the same windows, and the error says what to write', () => {
    const utc = daily({ start: '2001-01-01' })
    expect(previous.refusal(utc, days)).toBe(
      'days in UTC and days in America/Chicago are different windows; use offset(-1, -1) to read each window that shares time with the one so many steps away',
    )
    const working = daily({ start: '2001-01-01', timezone: 'America/Chicago', exclude: { weekdays: ['sunday'] } })
    expect(offset(2).refusal(working, days)).toBe(
      'the two sets leave out different dates; use offset(2, 2) to read each window that shares time with the one so many steps away',
    )
    expect(next.refusal(working, working)).toBeUndefined()
    expect(offset(2, 2).refusal(utc, days)).toBeUndefined()
  })

  test('segments have no windows before them', () => {
    const { what: message, why } = raised(() => upstream(previous, origins, origins, 'ORD'))
    expect([message, why]).toEqual([
      'The mapping previous cannot connect these partitions',
      'it reads by time, and one side is partitioned by segment',
    ])
  })
})
