/** Written subsets are read back as they were, against the same partitions and no others. */
import {
  cron,
  type DailyOptions,
  daily,
  decodeSubset,
  encodeSubset,
  everything,
  formatSubset,
  minutes,
  nothing,
  type PartitionSet,
  type PartitionSubset,
  parseSubset,
  product,
  segments,
  subsetOf,
  subsetOfRanges,
  unpartitioned,
} from '@varve/partitions'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mixtures } from '../mixtures.ts'
import { raised } from '../raised.ts'

const now = Date.UTC(2001, 3, 2)
const days = daily({ start: '2001-01-01', end: '2001-04-01' })
const origins = segments(['ATL', 'DFW', 'ORD'])

const heldBy = ({ count, ranges }: PartitionSubset) => ({ count, ranges })

const sets: Readonly<Record<string, PartitionSet>> = {
  days,
  shifts: cron('0 6,14,22 * * *', { start: '2001-01-01', timezone: 'America/Chicago', exclude: { weekdays: ['sunday'] } }),
  segments: segments(Array.from({ length: 50 }, (_, index) => `segment ${index}`)),
  cells: product({ day: days, origin: origins }),
  nothing: unpartitioned,
}

test.each(Object.entries(sets))('any subset of %s comes back from its bytes and from its text', (_, set) => {
  const of = set.asOf(now)
  fc.assert(
    fc.property(mixtures(of.count), ranges => {
      const subset = subsetOfRanges(of, ranges)
      const [bytes, text] = [encodeSubset(subset), formatSubset(subset)]
      expect(heldBy(decodeSubset(bytes, of))).toEqual(heldBy(subset))
      expect(heldBy(parseSubset(text, set.asOf(now)))).toEqual(heldBy(subset))
      expect(text).toMatch(/^v1\.[\w-]+$/)
    }),
  )
})

test.each([
  ['v1.AQDVnZ6YcOYwUzc6DqEAWg', everything(days.asOf(now))],
  ['v1.AQHVnZ6YcOYwU8a3yBpVAQ', subsetOf(days.asOf(now), [0, 2, 4, 6, 8])],
  ['v1.AQCXcc-ji4f4DnIZwcYKvgE', subsetOfRanges(product({ origin: origins, day: days }).asOf(now), [[10, 200]])],
  ['v1.AQEv-c3_CRrvbxVcm1gB', everything(unpartitioned.asOf(now))],
])('%s stays readable: it may have been stored', (text, subset) => {
  expect([formatSubset(subset), heldBy(parseSubset(text, subset.of))]).toEqual([text, heldBy(subset)])
})

test('a full range of a million windows takes some 20 bytes, a scattered one a bit each', () => {
  const of = minutes({ every: 1, start: '2001-01-01' }).asOf(Date.UTC(2001, 0, 1) + 1_000_000 * 60_000)
  const everySecond = Array.from({ length: 500_000 }, (_, index) => index * 2)
  const inFives = Array.from({ length: 200_000 }, (_, index): [number, number] => [index * 5, index * 5 + 2])
  const apart = Array.from({ length: 1000 }, (_, index) => index * 1000)
  const subsets = [everything(of), nothing(of), subsetOf(of, everySecond), subsetOfRanges(of, inFives), subsetOf(of, apart)]
  expect(subsets.map(subset => [encodeSubset(subset).length, formatSubset(subset).length])).toEqual([
    [18, 27],
    [14, 22],
    [125_014, 166_689],
    [125_014, 166_689],
    [3013, 4021],
  ])
  for (const subset of subsets) expect(heldBy(parseSubset(formatSubset(subset), of))).toEqual(heldBy(subset))
})

test('a few ordinals are few bytes, and are read at once, however large the set', () => {
  const many = segments(Array.from({ length: 1000 }, (_, index) => `s${index}`))
  const of = product({ a: many, b: many, c: many, d: many }).asOf(now)
  const subset = subsetOf(of, [1, 3, 5, 7, 9])
  const far = subsetOf(of, [0, of.count - 1])
  expect([encodeSubset(subset).length, encodeSubset(far).length]).toEqual([16, 23])
  expect([subset, far].map(each => heldBy(decodeSubset(encodeSubset(each), of)))).toEqual([subset, far].map(heldBy))
})

const since = (options: Partial<DailyOptions> = {}) => daily({ start: '2001-01-01', ...options })

test.each<[string, PartitionSet, PartitionSet]>([
  ['an end is set', since(), since({ end: '2001-06-01' })],
  ['the end moves', since({ end: '2001-03-01' }), since({ end: '2001-06-01' })],
  ['the end offset changes', since(), since({ endOffset: 1 })],
  ['the time zone is named, which was the default', since(), since({ timezone: 'UTC' })],
  [
    'the end of the first dimension moves',
    product({ day: since(), origin: origins }),
    product({ origin: origins, day: since({ end: '2001-06-01' }) }),
  ],
])('semantics 7: where %s, what was written is read later', (_, before, after) => {
  const written = subsetOf(before.asOf(now), [0, 3, 40])
  const later = after.asOf(Date.UTC(2001, 4, 1))
  expect(later.count).toBeGreaterThan(written.of.count)
  expect(decodeSubset(encodeSubset(written), later)).toEqual({ ...written, of: later })
})

test.each<[string, PartitionSet, PartitionSet]>([
  ['start moves', since(), since({ start: '2000-12-31' })],
  ['the time zone changes', since(), since({ timezone: 'America/Chicago' })],
  ['windows begin at another hour', since(), since({ hourOffset: 4 })],
  ['dates are left out', since(), since({ exclude: { dates: ['2001-01-06'] } })],
  ['the kind changes', since(), minutes({ every: 15, start: '2001-01-01' })],
  ['segments change places', origins, segments(['DFW', 'ATL', 'ORD'])],
  ['a segment is added', origins, segments(['ATL', 'DFW', 'ORD', 'SEA'])],
  ['a dimension has another name', product({ day: days, from: origins }), product({ day: days, to: origins })],
  ['a dimension but the first has more windows', product({ a: days, b: days }), product({ a: days, b: since({ end: '2001-03-01' }) })],
])('where %s, what was written is refused', (_, before, after) => {
  const written = subsetOf(before.asOf(now), [0, 1, 2])
  const errors = [
    () => decodeSubset(encodeSubset(written), after.asOf(now)),
    () => parseSubset(formatSubset(written), after.asOf(now)),
  ].map(raised)
  expect(errors.map(({ code }) => code)).toEqual(['SUBSET_OF_OTHER_PARTITIONS', 'SUBSET_OF_OTHER_PARTITIONS'])
})

test('ordinals of a product whose second dimension has grown are refused, those of one whose first has are not', () => {
  const [growing, two] = [since(), segments(['a', 'b'])]
  const [first, second] = [product({ a: growing, b: two }), product({ a: growing, b: growing })]
  const later = now + 86_400_000
  expect(decodeSubset(encodeSubset(everything(first.asOf(now))), first.asOf(later)).count).toBe(182)
  expect(raised(() => decodeSubset(encodeSubset(everything(second.asOf(now))), second.asOf(later)))).toMatchObject({
    code: 'SUBSET_OF_OTHER_PARTITIONS',
    where: 'a (daily from 2001-01-01 in UTC) × b (daily from 2001-01-01 in UTC)',
  })
})
