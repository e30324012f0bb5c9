/** What a change of definition keeps, adds and hides, against a comparison of every partition of both sets. */
import { changeOf, definitionOf, ordinals, type PartitionSet, type PartitionSubset, partitionSetOf } from '@varve/partitions'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleOf } from '../../support/sample.ts'
import { pairsOfProducts, pairsOfSegments, pairsOfTimes } from './drawn-sets.ts'

const instants = fc.integer({ min: Date.UTC(2001, 2, 20), max: Date.UTC(2002, 4, 1) })

/** What names a partition: its key, and its dimensions with their windows. */
function namesIn({ of, ...subset }: PartitionSubset): readonly string[] {
  return Array.from(ordinals({ of, ...subset }), ordinal => {
    const { key, parts } = of.at(ordinal)
    return JSON.stringify([key, parts])
  })
}

function namesOf(set: PartitionSet, now: number): readonly string[] {
  const of = set.asOf(now)
  return Array.from({ length: of.count }, (_, ordinal) => {
    const { key, parts } = of.at(ordinal)
    return JSON.stringify([key, parts])
  })
}

function agrees([before, after]: readonly [PartitionSet, PartitionSet], now: number): void {
  const [had, has] = [namesOf(before, now), namesOf(after, now)]
  const [inBefore, inAfter] = [new Set(had), new Set(has)]
  const change = changeOf(definitionOf(before), after, now)
  if (change === undefined) expect(has).toEqual(had)
  if (!change?.effect) return
  expect({
    kept: namesIn(change.effect.kept),
    added: namesIn(change.effect.added),
    hidden: namesIn(change.effect.hidden),
  }).toEqual({
    kept: has.filter(name => inBefore.has(name)),
    added: has.filter(name => !inBefore.has(name)),
    hidden: had.filter(name => !inAfter.has(name)),
  })
}

describe('a change agrees with the comparison of every partition', () => {
  test('of time sets', () => {
    fc.assert(fc.property(pairsOfTimes, instants, agrees), { numRuns: sampleOf(150) })
  })

  test('of segments', () => {
    fc.assert(fc.property(pairsOfSegments, instants, agrees))
  })

  test('of products', () => {
    fc.assert(fc.property(pairsOfProducts, instants, agrees), { numRuns: sampleOf(60) })
  })
})

test('a set made again from its definition has that definition and the same partitions', () => {
  fc.assert(
    fc.property(fc.oneof(pairsOfTimes, pairsOfSegments, pairsOfProducts), instants, ([set], now) => {
      const definition = definitionOf(set)
      const calendar = JSON.stringify(definition).includes('calendar":"') ? [(date: string) => Number(date.slice(8)) % 3 === 0] : []
      const again = partitionSetOf(JSON.parse(JSON.stringify(definition)), calendar)
      expect(definitionOf(again)).toEqual(definition)
      expect(namesOf(again, now)).toEqual(namesOf(set, now))
    }),
    { numRuns: sampleOf(80) },
  )
})
