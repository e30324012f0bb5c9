/** An asset reads its own past. */
import {
  all,
  dimension,
  last,
  latest,
  type Mapping,
  next,
  offset,
  overlap,
  perDimension,
  previous,
  product,
  same,
  self,
} from '@varve/partitions'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { raised } from '../raised.ts'
import { cells, chicago, days, downstream, origins, upstream } from './asked.ts'

describe('self', () => {
  test('reads what the mapping reads', () => {
    const mapping = self(previous)
    expectTypeOf(mapping.arity).toEqualTypeOf<'maybe'>()
    expect([mapping.name, mapping.readsEarlier?.(days)]).toEqual(['self(previous)', true])
    expect(upstream(mapping, days, chicago('2001-01-01', '2001-04-01'), '2001-01-01..2001-01-02')).toEqual({
      existing: '2001-01-01',
      missing: [],
      short: true,
    })
    expect(downstream(mapping, days, days, '2001-01-02')).toBe('2001-01-03')
  })

  test('a product goes back in one of its dimensions', () => {
    const before = self(perDimension({ day: dimension('day', offset(-7)), origin: all }))
    expect(upstream(before, cells, cells, 'day=2001-01-10,origin=ORD').existing).toBe('day=2001-01-03,origin=ATL,DFW,ORD')
  })

  test('of two dimensions of time the slower one goes back, or is read by the same key', () => {
    const revisions = product({ asked: days, made: chicago('2001-01-01', '2001-01-08'), origin: origins })
    const refusal = (mapping: Mapping) => self(mapping).refusal(revisions, revisions)
    expect(refusal(perDimension({ asked: previous, made: all, origin: all }))).toBeUndefined()
    expect(refusal(perDimension({ asked: same, made: previous, origin: all }))).toBeUndefined()
    expect(refusal(perDimension({ asked: all, made: previous, origin: same }))).toBe(
      'a dimension that counts slower than the one that goes back is not read by the same key, so that a partition might wait for itself',
    )
  })

  test('another definition is refused', () => {
    expect(self(previous).refusal(chicago('2001-01-01'), days)).toBe(
      'an asset reads its own partitions, and these two sets are defined differently',
    )
    expect(self(previous).refusal(origins, origins)).toBe('it reads by time, and one side is partitioned by segment')
  })

  test.each([
    same,
    all,
    last(2),
    next,
    latest,
    overlap,
    offset(0),
    dimension('day', previous),
    perDimension({ day: same, origin: same }),
    perDimension({ day: dimension('made', previous), made: dimension('day', previous) }),
  ])('what may not be earlier is refused at once: %#', mapping => {
    const { code, what: message } = raised(() => self(mapping))
    expect([code, message]).toEqual(['BAD_PARTITION_DEFINITION', `self(${mapping.name}) would make the asset wait for itself`])
  })
})
