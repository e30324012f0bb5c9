/** Every mapping of the package keeps the laws, and one that breaks any of them is shown with a counterexample. */
import {
  all,
  checkMapping,
  collapse,
  customMapping,
  daily,
  defaultMapping,
  dimension,
  hourly,
  last,
  latest,
  type Mapping,
  next,
  nothing,
  offset,
  overlap,
  type PartitionSet,
  perDimension,
  previous,
  product,
  same,
  segments,
  self,
  specific,
  staticMap,
  subsetOf,
  type UpstreamAnswer,
  unpartitioned,
  weekly,
  whole,
} from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { missingOf, noneMissing } from '../../../packages/partitions/src/mapping/law/missing.ts'
import { raised } from '../raised.ts'
import { chicago, now } from './asked.ts'

const days = chicago('2001-01-25', '2001-03-01')
const later = chicago('2001-02-05', '2001-03-10')
const weeks = weekly({ start: '2001-01-01', end: '2001-04-01', timezone: 'America/Chicago' })
const hours = hourly({ start: '2001-03-30', end: '2001-04-03', timezone: 'America/Chicago' })
const clockChange = chicago('2001-03-29', '2001-04-04')
const working = daily({ start: '2001-01-25', end: '2001-03-01', timezone: 'America/Chicago', exclude: { weekdays: ['sunday'] } })
const letters = segments(['a', 'b,c', 'latest'])
const others = segments(['latest', 'd', 'a'])
const boxes = product({ day: days, letter: letters })
const laterBoxes = product({ letter: others, day: later })
const tall = product({ day: chicago('2001-02-01', '2001-02-08'), letter: letters, place: segments(['x', 'y']) })
const pairs = product({ made: days, sold: later })
const weekly3 = product({ week: weeks, letter: letters, place: segments(['x']) })

const placed = product({ ...boxes.sets, place: segments(['x', 'y']) })

const lawful: readonly (readonly [Mapping, PartitionSet, PartitionSet])[] = [
  [same, days, later],
  [same, working, days],
  [same, letters, others],
  [same, boxes, laterBoxes],
  [last(1), days, later],
  [last(7), later, days],
  [previous, days, days],
  [next, later, days],
  [offset(-5), days, later],
  [offset(3), later, days],
  [overlap, days, weeks],
  [overlap, weeks, days],
  [overlap, hours, clockChange],
  [overlap, working, weeks],
  [latest, days, letters],
  [all, boxes, days],
  [all, days, unpartitioned],
  [whole, unpartitioned, boxes],
  [specific(['2001-02-01', '1999-01-01']), days, letters],
  [staticMap({ a: ['d', 'a'], latest: ['a'] }), letters, others],
  [dimension('day'), later, boxes],
  [dimension('letter'), others, tall],
  [dimension('week', overlap), days, weekly3],
  [dimension('day', last(7)), later, tall],
  [perDimension({ day: last(3), letter: same }), laterBoxes, boxes],
  [perDimension({ day: overlap, letter: same }), laterBoxes, boxes],
  [perDimension({ day: dimension('week', overlap), letter: same }), laterBoxes, weekly3],
  [
    perDimension({ day: dimension('week', overlap), letter: dimension('place', all), place: dimension('letter', specific(['y'])) }),
    tall,
    weekly3,
  ],
  [perDimension({ made: last(2), sold: overlap }), pairs, days],
  [perDimension({ made: dimension('day', previous), sold: dimension('day', last(2)) }), pairs, boxes],
  [perDimension({ letter: all, day: offset(-1) }), boxes, later],
  [collapse('letter'), boxes, later],
  [collapse('day'), boxes, others],
  [collapse('letter', 'place'), tall, days],
  [collapse('place'), tall, laterBoxes],
  [defaultMapping(boxes, placed) as Mapping, boxes, placed],
  [self(perDimension({ day: previous, letter: same })), boxes, boxes],
  [customMapping({ name: 'own', arity: 'maybe', upstream: ({ key }) => [key], downstream: ({ key }) => [key] }), days, later],
]

describe('semantics 13: the laws of mappings', () => {
  test.each(lawful.map(each => [each[0].name, ...each] as const))('%s', (_, mapping, upstream, downstream) => {
    checkMapping(mapping, upstream.asOf(now), downstream.asOf(now))
    checkMapping(mapping, upstream.asOf(now), downstream.asOf(now), { partitionsMax: 5 })
  })

  test('of sets with a million partitions are checked by samples', () => {
    const large = product({
      hour: hourly({ start: '1990-01-01', end: '2001-01-01' }),
      letter: segments(Array.from({ length: 12 }, (_, i) => `s${i}`)),
    })
    const of = large.asOf(now)
    expect(of.count).toBeGreaterThan(1_000_000)
    checkMapping(perDimension({ hour: last(24), letter: same }), of, of, { partitionsMax: 40 })
    checkMapping(all, of, of, { partitionsMax: 40 })
  })

  test('sets without partitions break none', () => {
    checkMapping(last(7), days.asOf(Date.UTC(2000, 0, 1)), days.asOf(now))
    checkMapping(last(7), days.asOf(now), days.asOf(Date.UTC(2000, 0, 1)))
  })
})

describe('a mapping that breaks a law', () => {
  const of = letters.asOf(now)
  const answer = (over: Partial<UpstreamAnswer> = {}): UpstreamAnswer => ({
    existing: nothing(of),
    missing: noneMissing,
    short: false,
    ...over,
  })
  const wrong = (over: Partial<Mapping>): Mapping => ({ ...all, name: 'wrong', ...over })
  let asked = 0
  const isSecond = () => {
    asked += 1
    return asked % 2 === 0
  }

  test.each<[string, Partial<Mapping>, Record<string, unknown>]>([
    ['has readers that it does not know', { downstream: (_, down) => nothing(down) }, { law: 'inverse', upstream: 'a', downstream: 'a' }],
    ['knows readers that do not read', { upstream: () => answer() }, { law: 'inverse', upstream: 'a', downstream: 'a' }],
    ['reads two where it says one', { arity: 'one' }, { law: 'arity', downstream: 'a' }],
    ['reads none where it says one', { arity: 'one', upstream: () => answer() }, { law: 'arity', downstream: 'a' }],
    [
      'calls missing what exists',
      { upstream: () => answer({ missing: missingOf(['x', 'a']) }) },
      { law: 'missing', upstream: 'a', downstream: 'a' },
    ],
    ['names a missing key twice', { upstream: () => answer({ missing: missingOf(['x', 'x']) }) }, { law: 'missing', downstream: 'a' }],
    [
      'answers beyond the set',
      { upstream: () => answer({ existing: { of, count: 4, ranges: [[0, 4]] } }) },
      { law: 'existing', downstream: 'a' },
    ],
    [
      'answers in ranges that touch',
      {
        upstream: () =>
          answer({
            existing: {
              of,
              count: 2,
              ranges: [
                [0, 1],
                [1, 2],
              ],
            },
          }),
      },
      { law: 'existing', downstream: 'a' },
    ],
    ['answers for another set', { downstream: () => nothing(days.asOf(now)) }, { law: 'existing', upstream: 'a' }],
    ['has another count than ranges', { downstream: () => ({ of, count: 1, ranges: [] }) }, { law: 'existing', upstream: 'a' }],
    ['reads for an empty subset', { upstream: () => answer({ existing: subsetOf(of, [0, 1, 2]) }) }, { law: 'union', upstream: 'a' }],
    [
      'reads more for several',
      { upstream: (down, up) => answer({ ...all.upstream(down, up), missing: missingOf(down.count > 1 ? ['x'] : []) }) },
      { law: 'union', upstream: 'x' },
    ],
    ['is short for several', { upstream: (down, up) => ({ ...all.upstream(down, up), short: down.count > 1 }) }, { law: 'union' }],
    ['has readers of an empty subset', { downstream: (_, down) => subsetOf(down, [0, 1, 2]) }, { law: 'union', downstream: 'a' }],
    ['changes its mind', { upstream: () => answer({ short: isSecond() }) }, { law: 'determinism', downstream: 'a' }],
    [
      'changes its mind about readers',
      { downstream: (_, down) => subsetOf(down, [isSecond() ? 1 : 0]) },
      { law: 'determinism', upstream: 'a' },
    ],
  ])('%s', (_, over, details) => {
    const error = raised(() => checkMapping(wrong(over), of, of))
    expect([error.code, error.details]).toEqual(['MAPPING_BREAKS_LAW', { mapping: 'wrong', ...details }])
  })

  test('a mapping that refuses the sets is not asked', () => {
    expect(raised(() => checkMapping(last(7), of, of)).code).toBe('PARTITIONS_DO_NOT_FIT')
  })
})
