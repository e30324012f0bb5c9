/** A set with fewer dimensions reads every partition of the dimensions that it does not have. */
import { all, collapse, type PartitionSet, product, segments, unpartitioned } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { cells, chicago, days, downstream, origins, upstream } from './asked.ts'

const models = product({ day: days, model: segments(['linear', 'forest']), origin: origins })

describe('collapse', () => {
  test('a day reads every segment of that day', () => {
    const mapping = collapse('origin')
    expect([mapping.name, mapping.arity]).toEqual(['collapse(origin)', 'many'])
    expect(upstream(mapping, cells, days, '2001-01-05,2001-02-01..2001-02-02')).toEqual({
      existing: 'day=2001-01-05,2001-02-01..2001-02-02,origin=ATL,DFW,ORD',
      missing: [],
      short: false,
    })
    expect(downstream(mapping, cells, days, 'day=2001-01-05,origin=ORD;day=2001-01-07,origin=ATL,DFW')).toBe('2001-01-05,2001-01-07')
  })

  test('a segment reads every day', () => {
    expect(upstream(collapse('day'), cells, origins, 'ORD').existing).toBe('day=2001-01-01..2001-03-31,origin=ORD')
    expect(downstream(collapse('day'), cells, origins, 'day=2001-01-05,origin=ORD')).toBe('ORD')
  })

  test('a product reads a product of more dimensions', () => {
    expect(upstream(collapse('model'), models, cells, 'day=2001-01-05,origin=ORD').existing).toBe(
      'day=2001-01-05,model=linear,forest,origin=ORD',
    )
    expect(downstream(collapse('model'), models, cells, 'day=2001-01-05,model=forest,origin=ORD')).toBe('day=2001-01-05,origin=ORD')
    expect(upstream(collapse('origin', 'model'), models, days, '2001-01-05').existing).toBe(
      'day=2001-01-05,model=linear,forest,origin=ATL,DFW,ORD',
    )
    expect(downstream(collapse('origin', 'model'), models, days, 'day=2001-01-05,model=forest,origin=ORD')).toBe('2001-01-05')
  })

  test('days that the upstream does not have are missing in each of its segments', () => {
    const late = product({ day: chicago('2001-01-02', '2001-01-04'), origin: origins })
    expect(upstream(collapse('origin'), late, days, '2001-01-01..2001-01-02')).toEqual({
      existing: 'day=2001-01-02,origin=ATL,DFW,ORD',
      missing: ['day=2001-01-01,origin=ATL', 'day=2001-01-01,origin=DFW', 'day=2001-01-01,origin=ORD'],
      short: false,
    })
  })

  test.each<[readonly string[], PartitionSet, PartitionSet, string]>([
    [['place'], cells, days, 'the upstream has no dimension place; it has day, origin'],
    [['origin', 'day'], cells, unpartitioned, 'no dimension is left to read by: use all'],
    [['origin'], cells, cells, 'the upstream keeps dimension day, and the reading side has day, origin'],
    [
      ['model'],
      models,
      product({ day: days, place: origins }),
      'the upstream keeps the dimensions day, origin, and the reading side has day, place',
    ],
    [['model'], models, days, 'the upstream keeps the dimensions day, origin, and the reading side is partitioned by day alone'],
    [['origin'], cells, origins, 'dimension day: one is partitioned by day, the other by segment'],
    [['origin'], days, days, 'it reads a product by its dimensions, and the upstream is partitioned by day'],
  ])('is refused with a sentence: %#', (names, up, down, why) => {
    expect(collapse(...names).refusal(up, down)).toBe(why)
  })

  test('what has no name is refused', () => {
    expect(raised(() => collapse()).code).toBe('BAD_PARTITION_DEFINITION')
    expect(raised(() => collapse(all as unknown as string)).code).toBe('BAD_PARTITION_DEFINITION')
  })
})
