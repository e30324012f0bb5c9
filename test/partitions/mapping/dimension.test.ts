/** A product reads by one of its dimensions. */
import { dimension, last, type Mapping } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { cells, chicago, days, downstream, origins, upstream } from './asked.ts'

describe('dimension', () => {
  test('a product reads a set that is one of its dimensions', () => {
    expect(upstream(dimension('day'), days, cells, 'day=2001-01-01..2001-01-02,origin=ORD;day=2001-02-01')).toEqual({
      existing: '2001-01-01..2001-01-02,2001-02-01',
      missing: [],
      short: false,
    })
    expect(downstream(dimension('day'), days, cells, '2001-01-02')).toBe('day=2001-01-02,origin=ATL,DFW,ORD')
    expect(downstream(dimension('origin'), origins, cells, 'ORD')).toBe('day=2001-01-01..2001-03-31,origin=ORD')
  })

  test('what the upstream does not have is missing', () => {
    expect(upstream(dimension('day'), chicago('2001-01-02'), cells, 'day=2001-01-01..2001-01-02,origin=ORD')).toEqual({
      existing: '2001-01-02',
      missing: ['2001-01-01'],
      short: false,
    })
  })

  test('reads what a mapping reads from there', () => {
    const week = dimension('day', last(7))
    expect([week.name, week.arity]).toEqual(['dimension(day, last(7))', 'many'])
    expect(upstream(week, days, cells, 'day=2001-01-03,origin=ORD;day=2001-02-10,origin=ATL,ORD')).toEqual({
      existing: '2001-01-01..2001-01-03,2001-02-04..2001-02-10',
      missing: [],
      short: true,
    })
    expect(downstream(week, days, cells, '2001-03-30')).toBe('day=2001-03-30..2001-03-31,origin=ATL,DFW,ORD')
  })

  test.each([[''], [undefined], ['a b']])('dimension(%j) names no dimension', name => {
    const error = raised(() => dimension(name as string))
    expect([error.code, error.what]).toEqual(['BAD_PARTITION_DEFINITION', 'dimension() was not given the name of a dimension'])
  })

  test('what is not a mapping is refused', () => {
    expect(raised(() => dimension('day', 'same' as unknown as Mapping)).code).toBe('BAD_PARTITION_DEFINITION')
  })

  test.each([
    [dimension('dya'), days, cells, 'the product has no dimension dya; it has day, origin'],
    [dimension('origin'), days, cells, 'dimension origin: one is partitioned by day, the other by segment'],
    [dimension('origin', last(7)), days, cells, 'dimension origin: it reads by time, and one side is partitioned by segment'],
    [dimension('toString'), days, cells, 'the product has no dimension toString; it has day, origin'],
    [dimension('day'), days, days, 'the reading side is partitioned by day, and only a product has dimensions to choose from'],
  ])('refused: %#', (mapping, up, down, why) => {
    expect(mapping.refusal(up, down)).toBe(why)
  })
})
