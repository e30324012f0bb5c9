/** Mappings: what is read, what is missing, what was cut short, and the inverse. */
import {
  all,
  daily,
  dimension,
  everything,
  formatSelection,
  hourly,
  last,
  latest,
  type Mapping,
  monthly,
  next,
  nothing,
  offset,
  ordinals,
  overlap,
  type PartitionSet,
  type PartitionsAsOf,
  parseSelection,
  previous,
  product,
  same,
  segments,
  specific,
  staticMap,
  subsetOf,
  unpartitioned,
  weekly,
  whole,
} from '@varve/partitions'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { raised } from '../raised.ts'
import { cells, chicago, days, downstream, keysOf, now, origins, upstream } from './asked.ts'

describe('same', () => {
  test('reads the window of the same date, wherever the sets begin and end', () => {
    const up = chicago('2001-01-05', '2001-01-20')
    expect(upstream(same, up, days, '2001-01-03..2001-01-06,2001-01-19..2001-01-21')).toEqual({
      existing: '2001-01-05..2001-01-06,2001-01-19',
      missing: ['2001-01-03', '2001-01-04', '2001-01-20', '2001-01-21'],
      short: false,
    })
    expect(downstream(same, up, days, '2001-01-05..2001-01-07')).toBe('2001-01-05..2001-01-07')
    expect(upstream(same, days, up, '2001-01-05')).toEqual({ existing: '2001-01-05', missing: [], short: false })
  })

  test('one zone under two names is one zone; two zones are refused', () => {
    const central = daily({ start: '2001-01-01', timezone: 'US/Central' })
    expect(upstream(same, central, days, '2001-01-03').existing).toBe('2001-01-03')
    const tokyo = daily({ start: '2001-01-01', timezone: 'Asia/Tokyo' })
    const { code, why } = raised(() => upstream(same, tokyo, days, '2001-01-03'))
    expect([code, why]).toEqual(['PARTITIONS_DO_NOT_FIT', 'days in Asia/Tokyo and days in America/Chicago are different windows'])
  })

  test('dates agree across a day that the zone left out', () => {
    const [early, late] = [
      daily({ start: '2011-12-20', timezone: 'Pacific/Apia' }),
      daily({ start: '2012-01-02', timezone: 'Pacific/Apia' }),
    ]
    const at = Date.UTC(2012, 1, 1)
    const answer = same.upstream(parseSelection('2012-01-03', late.asOf(at)), early.asOf(at))
    expect(formatSelection(answer.existing)).toBe('2012-01-03')
    expect(formatSelection(same.downstream(parseSelection('2012-01-03', early.asOf(at)), late.asOf(at)))).toBe('2012-01-03')
  })

  test('reads the segment of the same key', () => {
    const other = segments(['ORD', 'a,b', 'ATL'])
    expect(upstream(same, origins, other, 'ORD,a%2Cb,ATL')).toEqual({ existing: 'ATL,ORD', missing: ['a%2Cb'], short: false })
    expect(downstream(same, origins, other, 'ATL,DFW')).toBe('ATL')
  })

  test('reads the combination of the same keys, and names those that lack one', () => {
    const up = product({ origin: segments(['ORD', 'ATL']), day: chicago('2001-01-02') })
    expect(upstream(same, up, cells, 'day=2001-01-01..2001-01-02,origin=ATL,DFW')).toEqual({
      existing: 'day=2001-01-02,origin=ATL',
      missing: ['day=2001-01-02,origin=DFW', 'day=2001-01-01,origin=ATL', 'day=2001-01-01,origin=DFW'],
      short: false,
    })
    expect(downstream(same, up, cells, 'day=2001-01-02,origin=ORD')).toBe('day=2001-01-02,origin=ORD')
  })
})

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

  test('a day that the zone left out is not missing', () => {
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
    expect(raised(() => upstream(last(2), origins, origins, 'ORD')).why).toBe('it goes by time, and one side is partitioned by segment')
  })

  test('a product is told how to say whose time is meant', () => {
    const made = product({ made: days, sold: days })
    expect(last(7).refusal(days, cells)).toBe("it goes by time, and one side is partitioned by product; use dimension('day', last(7))")
    expect(overlap.refusal(days, made)).toBe(
      "it goes by time, and one side is partitioned by product; use dimension('made', overlap) or dimension('sold', overlap)",
    )
    expect(offset(-7, -1).refusal(cells, cells)).toBe(
      'it goes by time, and one side is partitioned by product; use perDimension({ day: offset(-7, -1), ... })',
    )
    expect(last(7).refusal(cells, days)).toBe(
      'it goes by time, and one side is partitioned by product; use perDimension({ day: last(7), origin: all })',
    )
    expect(last(7).refusal(origins, cells)).toBe('it goes by time, and one side is partitioned by segment')
    expect(last(7).refusal(cells, made)).toBe('it goes by time, and one side is partitioned by product')
  })

  test.each([[0], [-1], [1.5], [Number.NaN], [1_000_001]])('last(%d) is refused', n => {
    expect(raised(() => last(n)).code).toBe('BAD_PARTITION_DEFINITION')
  })
})

test('all reads what exists, whatever reads it', () => {
  expect(upstream(all, days, unpartitioned, '*')).toEqual({ existing: '2001-01-01..2001-03-31', missing: [], short: false })
  expect(upstream(all, days, origins, '')).toEqual({ existing: '', missing: [], short: false })
  expect(downstream(all, days, origins, '2001-01-01')).toBe('ATL,DFW,ORD')
  expect(downstream(all, days, origins, '')).toBe('')
})

test('whole reads the one partition of an unpartitioned asset', () => {
  expect(upstream(whole, unpartitioned, days, '2001-01-01')).toEqual({ existing: '*', missing: [], short: false })
  expect(downstream(whole, unpartitioned, days, '*')).toBe('2001-01-01..2001-03-31')
  expect(raised(() => upstream(whole, days, days, '2001-01-01')).code).toBe('PARTITIONS_DO_NOT_FIT')
})

describe('semantics 13: u is read by d exactly when d reads u', () => {
  const date = fc.integer({ min: 0, max: 30 }).map(offset => new Date(Date.UTC(2011, 11, 15 + offset)).toISOString().slice(0, 10))
  const window = fc
    .record({ start: date, length: fc.integer({ min: 1, max: 25 }) })
    .map(({ start, length }) =>
      daily({ start, end: new Date(Date.parse(start) + length * 86_400_000).toISOString().slice(0, 10), timezone: 'Pacific/Apia' }),
    )
  const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'x,y', 'latest'), { minLength: 1 }).map(list => segments(list))
  const letters = segments(['a', 'b', 'c', 'x,y', 'latest'])
  const letter = fc.constantFrom(...letters.keys)
  const table = fc.dictionary(letter, fc.array(letter), { minKeys: 1 })
  const box = fc.tuple(window, keys).map(([day, key]) => product({ day, key }))
  const at = Date.UTC(2012, 0, 20)

  test.each<[string, fc.Arbitrary<readonly [Mapping, PartitionSet, PartitionSet]>]>([
    ['same, days', fc.tuple(fc.constant(same), window, window)],
    ['same, segments', fc.tuple(fc.constant(same), keys, keys)],
    ['same, products', fc.tuple(fc.constant(same), box, box)],
    ['last', fc.tuple(fc.integer({ min: 1, max: 9 }).map(last), window, window)],
    [
      'offset',
      fc.tuple(
        fc.integer({ min: -9, max: 9 }).map(n => offset(n)),
        window,
        window,
      ),
    ],
    ['latest', fc.tuple(fc.constant(latest), window, keys)],
    ['specific', fc.tuple(fc.uniqueArray(date, { minLength: 1, maxLength: 3 }).map(specific), window, keys)],
    ['staticMap', fc.tuple(table.map(staticMap), fc.constant(letters), fc.constant(letters))],
    ['all', fc.tuple(fc.constant(all), keys, window)],
    ['whole', fc.tuple(fc.constant(whole), fc.constant(unpartitioned), window)],
    ['dimension', fc.tuple(fc.constant(dimension('day')), window, box)],
    ['dimension of segments', fc.tuple(fc.constant(dimension('key')), keys, box)],
  ])('%s', (_, cases) => {
    fc.assert(
      fc.property(cases, ([mapping, upSet, downSet]) => {
        const [up, down] = [upSet.asOf(at), downSet.asOf(at)]
        expect(pairsByDownstream(mapping, up, down)).toEqual(pairsByUpstream(mapping, up, down))
      }),
      { numRuns: 60 },
    )
  })

  test('many partitions at once read what they read one by one', () => {
    const cases = fc.oneof(
      fc.tuple(fc.constant(same), box, box),
      fc.tuple(fc.integer({ min: 1, max: 9 }).map(last), window, window),
      fc.tuple(
        fc.integer({ min: -9, max: 9 }).map(n => offset(n)),
        window,
        window,
      ),
      fc.tuple(table.map(staticMap), fc.constant(letters), fc.constant(letters)),
    )
    fc.assert(
      fc.property(cases, fc.array(fc.nat()), ([mapping, upSet, downSet], numbers) => {
        const [up, down] = [upSet.asOf(at), downSet.asOf(at)]
        const chosen = subsetOf(down, down.count === 0 ? [] : numbers.map(number => number % down.count))
        const singles = [...ordinals(chosen)].map(ordinal => mapping.upstream(subsetOf(down, [ordinal]), up))
        const together = mapping.upstream(chosen, up)
        expect(together.existing.ranges).toEqual(
          subsetOf(
            up,
            singles.flatMap(answer => [...ordinals(answer.existing)]),
          ).ranges,
        )
        expect([...keysOf(together.missing)].sort()).toEqual([...new Set(singles.flatMap(answer => keysOf(answer.missing)))].sort())
        expect(together.short).toBe(singles.some(answer => answer.short))
      }),
      { numRuns: 60 },
    )
  })

  function pairsByDownstream(mapping: Mapping, up: PartitionsAsOf, down: PartitionsAsOf): readonly string[] {
    const pairs = [...ordinals(everything(down))].flatMap(d =>
      [...ordinals(mapping.upstream(subsetOf(down, [d]), up).existing)].map(u => `${u}-${d}`),
    )
    return pairs.sort()
  }

  function pairsByUpstream(mapping: Mapping, up: PartitionsAsOf, down: PartitionsAsOf): readonly string[] {
    const pairs = [...ordinals(everything(up))].flatMap(u =>
      [...ordinals(mapping.downstream(subsetOf(up, [u]), down))].map(d => `${u}-${d}`),
    )
    return pairs.sort()
  }
})

test('reading nothing reads nothing', () => {
  const of = days.asOf(now)
  for (const mapping of [same, last(3), all, previous, next, latest, specific(['2001-01-01'])]) {
    const { existing, missing, short } = mapping.upstream(nothing(of), of)
    expect({ existing, missing: keysOf(missing), short }).toEqual({ existing: nothing(of), missing: [], short: false })
  }
})
