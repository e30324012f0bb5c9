/** What holds for every mapping: its two directions agree, many are read as one by one, and nothing reads nothing. */
import {
  all,
  daily,
  dimension,
  everything,
  last,
  latest,
  type Mapping,
  next,
  nothing,
  offset,
  ordinals,
  type PartitionSet,
  type PartitionsAsOf,
  previous,
  product,
  same,
  segments,
  specific,
  staticMap,
  subsetOf,
  unpartitioned,
  whole,
} from '@varve/partitions'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { days, keysOf, now } from './asked.ts'

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
