/** The identity of a mapping: two that can answer differently never share one. */
import { readdirSync } from 'node:fs'
import {
  all,
  collapse,
  customMapping,
  dimension,
  existingOnly,
  last,
  latest,
  type Mapping,
  next,
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
  unpartitioned,
  whole,
} from '@varve/partitions'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cells, chicago, days, downstream, origins, upstream } from './asked.ts'

const custom = customMapping({ name: 'same', arity: 'one', upstream: ({ key }) => [key], downstream: ({ key }) => [key] })

/** By the file that makes them: mappings of which each can answer differently from all others. */
const byFile: Readonly<Record<string, readonly Mapping[]>> = {
  all: [all],
  collapse: [collapse('origin'), collapse('day'), collapse('day', 'origin')],
  dimension: [dimension('day'), dimension('origin'), dimension('day', last(2)), dimension('day', dimension('day'))],
  'existing-only': [existingOnly(same), existingOnly(last(2)), existingOnly(existingOnly(same))],
  last: [last(2), last(3)],
  latest: [latest],
  next: [next],
  offset: [offset(-7), offset(7), offset(-7, -1), offset(-7, -7)],
  overlap: [overlap],
  'per-dimension': [
    perDimension({ day: same }),
    perDimension({ day: same, origin: same }),
    perDimension({ day: all, origin: same }),
    perDimension({ day: dimension('origin'), origin: dimension('day') }),
    perDimension({ day: existingOnly(same), origin: same }),
  ],
  previous: [previous],
  same: [same],
  self: [self(previous), self(offset(-7)), self(perDimension({ day: previous, origin: same }))],
  specific: [specific(['ATL']), specific(['ATL', 'ORD']), specific(['ATL,ORD']), specific(['ORD'])],
  'static-map': [
    staticMap({ ATL: ['south'] }),
    staticMap({ ATL: ['north'] }),
    staticMap({ ATL: ['south', 'north'] }),
    staticMap({ ATL: ['south'], ORD: [] }),
    staticMap({ ATL: ['south'], ORD: ['north'] }),
    staticMap({ 'ATL to south; ORD': ['north'] }),
  ],
  whole: [whole],
}

test('every kind of mapping and every parameter counts', () => {
  const identities = Object.values(byFile).flatMap(mappings => mappings.map(({ identity }) => identity))
  expect(identities).not.toContain(null)
  expect(new Set(identities).size).toBe(identities.length)
})

test('no mapping is left out', () => {
  const files = readdirSync(new URL('../../../packages/partitions/src/mapping', import.meta.url)).filter(name => name.endsWith('.ts'))
  const others = ['check-mapping', 'custom-mapping', 'default-mapping']
  expect(files.map(name => name.slice(0, -3)).filter(name => !others.includes(name))).toEqual(Object.keys(byFile))
})

test('mappings made twice, or made in another way, have one', () => {
  expect(last(3).identity).toBe(last(3).identity)
  expect(last(3).identity).toBe(offset(-2, 0).identity)
  expect(previous.identity).toBe(offset(-1).identity)
  expect(perDimension({ origin: same, day: last(2) }).identity).toBe(perDimension({ day: last(2), origin: same }).identity)
})

describe('a mapping that code decides', () => {
  test.each<[string, Mapping]>([
    ['itself', custom],
    ['in existingOnly', existingOnly(custom)],
    ['in dimension', dimension('day', custom)],
    ['in perDimension', perDimension({ day: custom, origin: same })],
    ['deep inside', existingOnly(perDimension({ day: dimension('day', existingOnly(custom)), origin: same }))],
    ['in self', self({ ...custom, readsEarlier: () => true })],
  ])('has none: %s', (_, mapping) => {
    expect(mapping.identity).toBeNull()
  })

  test('and neither has one that plain JavaScript wrote without saying so', () => {
    const { identity: _, ...bare } = same
    expect(existingOnly(bare as Mapping).identity).toBeNull()
  })
})

test('mappings of one identity answer alike', () => {
  fc.assert(
    fc.property(mapping, mapping, fc.constantFrom(...pairs), (one, other, sets) => {
      if (answers(one, sets) !== answers(other, sets)) expect(one.identity).not.toBe(other.identity)
    }),
    { numRuns: 400 },
  )
})

const regions = segments(['south', 'north', 'ATL'])
const weeks = chicago('2001-01-03', '2001-02-01')
const pairs: readonly (readonly [PartitionSet, PartitionSet])[] = [
  [days, days],
  [days, weeks],
  [weeks, days],
  [origins, regions],
  [cells, cells],
  [days, cells],
  [cells, days],
  [cells, origins],
  [cells, product({ day: weeks, origin: origins })],
  [unpartitioned, days],
]

const single = fc.oneof(
  fc.constantFrom<Mapping>(same, overlap, previous, next, latest, all, whole),
  fc.integer({ min: 1, max: 3 }).map(last),
  fc.integer({ min: -2, max: 2 }).map(n => offset(n)),
  fc.tuple(fc.integer({ min: -2, max: 0 }), fc.integer({ min: 0, max: 1 })).map(([from, to]) => offset(from, to)),
  fc.constantFrom<Mapping>(
    specific(['2001-01-05', '2001-09-01']),
    specific(['ATL']),
    staticMap({ ATL: ['south'] }),
    staticMap({ ATL: ['ATL'] }),
  ),
)
const dimensional = fc.oneof(
  single,
  fc.tuple(fc.constantFrom('day', 'origin'), single).map(([name, inner]): Mapping => dimension(name, inner)),
)
const combined = fc.oneof(
  dimensional,
  fc
    .dictionary(fc.constantFrom('day', 'origin'), dimensional, { minKeys: 1, noNullPrototype: true })
    .map((entries): Mapping => perDimension(entries)),
  fc.constantFrom<Mapping>(collapse('day'), collapse('origin')),
)
const mapping = fc.oneof(
  combined,
  combined.map((inner): Mapping => existingOnly(inner)),
)

function answers(of: Mapping, [up, down]: readonly [PartitionSet, PartitionSet]): string {
  if (of.refusal(up, down) !== undefined) return 'refused'
  return JSON.stringify([of.arity, upstream(of, up, down, everyOther(down)), downstream(of, up, down, everyOther(up))])
}

/** Neither all partitions, which most mappings answer alike, nor a single one. */
function everyOther(set: PartitionSet): string {
  if (set === unpartitioned) return '*'
  if (set === origins || set === regions) return 'ATL'
  return set === days || set === weeks ? '2001-01-04,2001-01-20' : 'day=2001-01-04,origin=ATL,ORD'
}
