/** One window before or after. */
import { next, offset, previous } from '@varve/partitions'
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

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])('offset(%d) is refused', n => {
    expect(raised(() => offset(n)).code).toBe('BAD_PARTITION_DEFINITION')
  })

  test('segments have no windows before them', () => {
    const { message, why } = raised(() => upstream(previous, origins, origins, 'ORD'))
    expect([message, why]).toEqual([
      'The mapping previous cannot connect these partitions',
      'it goes from window to window, and one side is partitioned by segment',
    ])
  })
})
