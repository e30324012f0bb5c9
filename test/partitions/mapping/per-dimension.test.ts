/** Products read dimension by dimension. */
import {
  type Arity,
  all,
  daily,
  dimension,
  everything,
  last,
  latest,
  type Mapping,
  offset,
  overlap,
  perDimension,
  previous,
  product,
  same,
  segments,
  unpartitioned,
  weekly,
} from '@varve/partitions'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { raised } from '../raised.ts'
import { cells, chicago, days, downstream, now, origins, upstream } from './asked.ts'

const weeks = weekly({ start: '2001-01-01', timezone: 'America/Chicago' })

describe('perDimension', () => {
  test('reads each combination of what the dimensions read', () => {
    const week = perDimension({ origin: same, day: last(7) })
    expect(week.name).toBe('perDimension(day: last(7), origin: same)')
    expect(upstream(week, cells, cells, 'day=2001-01-10,origin=ORD')).toEqual({
      existing: 'day=2001-01-04..2001-01-10,origin=ORD',
      missing: [],
      short: false,
    })
    expect(upstream(week, cells, cells, 'day=2001-01-02,origin=ATL;day=2001-02-07,origin=ORD')).toEqual({
      existing: 'day=2001-01-01..2001-01-02,origin=ATL;day=2001-02-01..2001-02-07,origin=ORD',
      missing: [],
      short: true,
    })
    expect(downstream(week, cells, cells, 'day=2001-03-30,origin=DFW')).toBe('day=2001-03-30..2001-03-31,origin=DFW')
  })

  test('an entry may name another reading dimension', () => {
    const mapping = perDimension({ day: dimension('week', overlap), origin: same })
    const byWeek = product({ week: weeks, origin: origins })
    expect(upstream(mapping, cells, byWeek, 'week=2001-01-08,origin=ORD').existing).toBe('day=2001-01-08..2001-01-14,origin=ORD')
    expect(downstream(mapping, cells, byWeek, 'day=2001-01-14..2001-01-15,origin=ORD')).toBe('origin=ORD,week=2001-01-08..2001-01-15')
  })

  test('a reader that is not a product reads every dimension itself', () => {
    const mapping = perDimension({ day: last(2), origin: all })
    expect(upstream(mapping, cells, days, '2001-01-05').existing).toBe('day=2001-01-04..2001-01-05,origin=ATL,DFW,ORD')
    expect(downstream(mapping, cells, days, 'day=2001-01-05,origin=ORD')).toBe('2001-01-05..2001-01-06')
    const [made, sold] = [chicago('2001-01-01', '2001-01-08'), chicago('2001-01-03', '2001-01-08')]
    const pairs = product({ made, sold })
    const both = perDimension({ made: same, sold: same })
    expect(upstream(both, pairs, days, '2001-01-02..2001-01-04')).toEqual({
      existing: 'made=2001-01-03,sold=2001-01-03;made=2001-01-04,sold=2001-01-04',
      missing: ['made=2001-01-02,sold=2001-01-02'],
      short: false,
    })
    expect(downstream(both, pairs, days, 'made=2001-01-03..2001-01-05,sold=2001-01-04..2001-01-06')).toBe('2001-01-04..2001-01-05')
  })

  test('a dimension that is left out is read whole', () => {
    expect(upstream(perDimension({ day: last(2) }), cells, days, '2001-01-05').existing).toBe(
      'day=2001-01-04..2001-01-05,origin=ATL,DFW,ORD',
    )
    expect(downstream(perDimension({ day: last(2) }), cells, days, 'day=2001-03-31,origin=ORD')).toBe('2001-03-31')
  })

  test('an entry for all needs no reading dimension', () => {
    const models = product({ day: days, model: segments(['linear', 'forest']) })
    const mapping = perDimension({ day: same, origin: all })
    expect(upstream(mapping, cells, models, 'day=2001-01-05,model=linear').existing).toBe('day=2001-01-05,origin=ATL,DFW,ORD')
    expect(downstream(mapping, cells, models, 'day=2001-01-05,origin=ORD')).toBe('day=2001-01-05,model=linear,forest')
    expect(downstream(perDimension({ day: all, origin: all }), cells, models, '')).toBe('')
    expect(downstream(perDimension({ day: all, origin: all }), cells, models, 'day=2001-01-05,origin=ORD')).toBe(
      'day=2001-01-01..2001-03-31,model=linear,forest',
    )
  })

  test('combinations that do not exist are missing, each once, and named by every dimension', () => {
    const late = product({ origin: segments(['a,b', 'ORD']), day: chicago('2001-01-03', '2001-01-05') })
    const early = product({ day: chicago('2001-01-01', '2001-01-06'), origin: segments(['ORD', 'latest', 'a,b']) })
    const mapping = perDimension({ day: offset(1), origin: same })
    expect(upstream(mapping, late, early, 'day=2001-01-03..2001-01-04;day=2001-01-01,origin=ORD')).toEqual({
      existing: 'day=2001-01-04,origin=a%2Cb,ORD',
      missing: [
        'day=2001-01-04,origin=%6Catest',
        'day=2001-01-05,origin=a%2Cb',
        'day=2001-01-05,origin=ORD',
        'day=2001-01-05,origin=%6Catest',
      ],
      short: true,
    })
  })

  test('is not short where another dimension has nothing to read', () => {
    const first = product({ day: days, other: segments(['x']) })
    const up = product({ day: days, hour: daily({ start: '2002-01-01' }) })
    expect(upstream(perDimension({ day: previous, hour: dimension('other', latest) }), up, first, 'day=2001-01-01').short).toBe(false)
    expect(upstream(perDimension({ day: previous, origin: same }), cells, cells, 'day=2001-01-01').short).toBe(true)
  })

  test('has the arity of its entries, in the type too', () => {
    const [one, maybe, many] = [
      perDimension({ day: same, origin: same }),
      perDimension({ day: previous, origin: same }),
      perDimension({ day: previous, origin: all }),
    ]
    expectTypeOf(one.arity).toEqualTypeOf<'one'>()
    expectTypeOf(maybe.arity).toEqualTypeOf<'maybe'>()
    expectTypeOf(many.arity).toEqualTypeOf<'many'>()
    expectTypeOf(perDimension({ day: same, origin: same as Mapping }).arity).toEqualTypeOf<Arity>()
    expect([one.arity, maybe.arity, many.arity]).toEqual(['one', 'maybe', 'many'])
  })

  test.each([
    [
      perDimension({ day: same }),
      cells,
      days,
      'dimension origin is left out, which reads all of it, and no entry reads many: add origin: all',
    ],
    [perDimension({ dya: all }), cells, days, 'the upstream has no dimension dya; it has day, origin'],
    [perDimension({ day: all }), days, days, 'it reads a product by its dimensions, and the upstream is partitioned by day'],
    [perDimension({ day: same, origin: same }), cells, days, 'dimension origin: one is partitioned by segment, the other by day'],
    [perDimension({ day: last(2), origin: dimension('place') }), cells, cells, 'the product has no dimension place; it has day, origin'],
    [
      perDimension({ day: dimension('day', last(2)) }),
      cells,
      days,
      'the reading side is partitioned by day, and only a product has dimensions to choose from',
    ],
  ])('is refused with a sentence: %#', (mapping, up, down, why) => {
    expect(mapping.refusal(up, down)).toBe(why)
    expect(raised(() => mapping.upstream(everything(down.asOf(now)), up.asOf(now))).why).toBe(why)
    expect(raised(() => mapping.downstream(everything(up.asOf(now)), down.asOf(now))).code).toBe('PARTITIONS_DO_NOT_FIT')
  })

  test.each([[{}], [undefined], [{ day: last }], [{ day: null }]])('perDimension(%j) is refused', mappings => {
    expect(raised(() => perDimension(mappings as unknown as Record<string, Mapping>)).code).toBe('BAD_PARTITION_DEFINITION')
  })

  test('costs by rectangles: a year of a million cells is read at once', () => {
    const many = segments(Array.from({ length: 5_000 }, (_, index) => `s${index}`))
    const large = product({ day: daily({ start: '2001-01-01', end: '2002-01-01' }), segment: many }).asOf(Date.UTC(2003, 0, 1))
    const answer = perDimension({ day: last(7), segment: same }).upstream(everything(large), large)
    expect([answer.existing.count, answer.existing.ranges.length, answer.missing.count]).toEqual([365 * 5_000, 1, 0])
  })
})

test('a product has at least one partition of its own to read: reading nothing reads nothing', () => {
  expect(upstream(perDimension({ day: last(7), origin: same }), cells, cells, '')).toEqual({ existing: '', missing: [], short: false })
  expect(perDimension({ day: all }).refusal(unpartitioned, days)).toBe(
    'it reads a product by its dimensions, and the upstream is partitioned by none',
  )
})
