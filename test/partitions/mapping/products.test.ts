/** Mappings between products, compared with an enumeration of every combination. */
import {
  all,
  daily,
  dimension,
  everything,
  last,
  latest,
  type Mapping,
  offset,
  ordinals,
  overlap,
  type PartitionSet,
  type PartitionSubset,
  type PartitionsAsOf,
  perDimension,
  previous,
  product,
  same,
  segments,
  specific,
  staticMap,
  subsetOf,
  weekly,
} from '@varve/partitions'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axesOf, axisOf } from '../../../packages/partitions/src/set/axes-of.ts'
import { coordinateOf } from '../../../packages/partitions/src/set/product.ts'
import { keysOf } from './asked.ts'

const now = Date.UTC(2001, 1, 1)
const letters = ['a', 'b|c', 'd,e', 'f=g;h', 'latest', '%2C', '=', 'ä/..', '@']

const window = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 5 }), fc.boolean()).map(([from, length, isWeekly]) => {
  const times = { start: dateOf(from), end: dateOf(from + length * (isWeekly ? 7 : 1)) }
  return isWeekly ? weekly(times) : daily(times)
})
const names = fc.uniqueArray(fc.constantFrom(...letters), { minLength: 1, maxLength: 3 }).map(keys => segments(keys))
const single: fc.Arbitrary<PartitionSet> = fc.oneof(window, names)
const dimensions = fc.dictionary(fc.constantFrom('one', 'two', 'three', 'Four'), single, { minKeys: 2, maxKeys: 3, noNullPrototype: true })
const reader: fc.Arbitrary<PartitionSet> = fc.oneof(
  { arbitrary: dimensions.map(sets => product(sets)), weight: 4 },
  { arbitrary: single, weight: 1 },
)

/** What may read one set from another; mappings that refuse are filtered by the caller. */
const inner = fc.oneof(
  fc.constantFrom<Mapping>(same, overlap, previous, latest, all),
  fc.integer({ min: 1, max: 3 }).map(last),
  fc.integer({ min: -2, max: 2 }).map(n => offset(n)),
  fc.constantFrom<Mapping>(specific([dateOf(2), 'a']), specific([dateOf(5)]), staticMap({ a: ['a'] })),
)

interface Case {
  readonly mapping: Mapping
  readonly upstream: PartitionsAsOf
  readonly downstream: PartitionsAsOf
  /** What each upstream dimension is read by. */
  readonly entries: ReadonlyMap<string, { readonly by: string; readonly inner: Mapping }>
}

/** Tries mappings for each dimension in turn and takes the first that fits; a dimension that none fits is read whole. */
const cases: fc.Arbitrary<Case> = fc
  .tuple(
    dimensions,
    reader,
    fc.array(inner, { minLength: 12, maxLength: 12 }),
    fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 3 }),
  )
  .map(([sets, downstreamSet, inners, picks]) => {
    const upstreamSet = product(sets)
    const reading = axesOf(downstreamSet.asOf(now))
    const entries = new Map(
      upstreamSet.dimensions.map(({ name }, index) => {
        const axis = reading[picks[index]! % reading.length]!
        const fitting = inners
          .slice(index * 4, index * 4 + 4)
          .find(each => each.refusal(upstreamSet.sets[name]!, axis.of.set) === undefined)
        return [name, { by: axis.name, inner: fitting ?? all }] as const
      }),
    )
    const mapping = perDimension(
      Object.fromEntries(
        [...entries].map(([name, entry]) => [
          name,
          entry.by === '' || entry.inner === all ? entry.inner : dimension(entry.by, entry.inner),
        ]),
      ),
    )
    return { mapping, upstream: upstreamSet.asOf(now), downstream: downstreamSet.asOf(now), entries }
  })

describe('semantics 13: products read products dimension by dimension', () => {
  test('as an enumeration of every combination says, many partitions at once and one by one', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(), { maxLength: 12 }), fc.boolean(), (each, numbers, isAll) => {
        const { mapping, upstream, downstream } = each
        const chosen = isAll ? everything(downstream) : some(downstream, numbers)
        const expected = [...ordinals(chosen)].map(ordinal => readBy(each, ordinal))
        const { existing, missing, short } = mapping.upstream(chosen, upstream)
        expect(textsOf(existing)).toEqual(joined(expected.map(read => read.existing)))
        expect([...keysOf(missing)].sort()).toEqual(joined(expected.map(read => read.missing)))
        expect(short).toBe(expected.some(read => read.short))
      }),
      { numRuns: 400 },
    )
  })

  test('and are read by exactly those', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(), { maxLength: 8 }), (each, numbers) => {
        const { mapping, upstream, downstream } = each
        const chosen = some(upstream, numbers)
        const texts = new Set(textsOf(chosen))
        const expected = [...ordinals(everything(downstream))].filter(ordinal => readBy(each, ordinal).existing.some(key => texts.has(key)))
        expect([...ordinals(mapping.downstream(chosen, downstream))]).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })
})

test('semantics 12: whatever the order of declaration and the characters, the same combination is read', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 4, selector: text => text.toLowerCase() }),
      fc.nat(),
      (keys, number) => {
        const [day, key, place] = [daily({ start: dateOf(1), end: dateOf(4) }), segments(keys), segments(['|', ','])]
        const [one, other] = [product({ day, key, place }).asOf(now), product({ place, key, day }).asOf(now)]
        const partition = one.at(number % one.count)
        const read = same.upstream(subsetOf(one, [partition.ordinal]), other).existing
        expect(textsOf(read)).toEqual([partition.key])
        expect(textsOf(perDimension({ key: same, place: same, day: same }).downstream(read, one))).toEqual([partition.key])
      },
    ),
    { numRuns: 100 },
  )
})

/** Every combination of what the dimensions read for themselves. */
function readBy({ upstream, downstream, entries }: Case, ordinal: number) {
  const sides = upstream.set.dimensions.map(({ name }) => {
    const { by, inner } = entries.get(name)!
    const axis = axisOf(downstream, by)
    const { existing, missing, short } = inner.upstream(subsetOf(axis.of, [coordinateOf(axis, ordinal)]), axisOf(upstream, name).of)
    const texts = [...textsOf(existing).map(key => ({ key, isThere: true })), ...[...missing].map(key => ({ key, isThere: false }))]
    return { short, texts: texts.map(({ key, isThere }) => ({ key: `${name}=${key}`, isThere })) }
  })
  const combinations = sides.reduce<readonly { readonly key: string; readonly isThere: boolean }[]>(
    (found, { texts }) =>
      found.flatMap(one => texts.map(other => ({ key: `${one.key},${other.key}`, isThere: one.isThere && other.isThere }))),
    [{ key: '', isThere: true }],
  )
  const keys = (isThere: boolean) => combinations.filter(each => each.isThere === isThere).map(({ key }) => key.slice(1))
  const isCut = sides.some(({ short }) => short) && sides.every(({ short, texts }) => short || texts.length > 0)
  return { existing: keys(true), missing: keys(false), short: isCut }
}

function textsOf(subset: PartitionSubset): readonly string[] {
  return Array.from(ordinals(subset), ordinal => subset.of.at(ordinal).key as string).sort()
}

function joined(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].sort()
}

function some(of: PartitionsAsOf, numbers: readonly number[]): PartitionSubset {
  return subsetOf(of, of.count === 0 ? [] : numbers.map(number => number % of.count))
}

function dateOf(day: number): string {
  return new Date(Date.UTC(2001, 0, day)).toISOString().slice(0, 10)
}
