/** Wide inputs: they come to what their reads come to one by one, and what readers have in common is looked at once. */
import { everything, nothing, ordinals, type PartitionSubset, subsetOf, subsetOfRanges } from '@varve/partitions'
import fc from 'fast-check'
import { daily, product, segments } from 'varve'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../packages/core/src/foundation/hash.ts'
import type { Available, AvailableAt } from '../../../packages/core/src/plan/available.ts'
import type { PlanGraph } from '../../../packages/core/src/plan/node.ts'
import { type Reads, readsOf } from '../../../packages/core/src/plan/reads.ts'
import type { Row } from '../../../packages/core/src/plan/row.ts'
import { besideChunks, chunksWithout } from '../../../packages/core/src/plan/whole-chunks.ts'
import { wideReads } from '../../../packages/core/src/plan/wide-reads.ts'
import { digestReads } from '../../../packages/core/src/version/reads-digest.ts'
import { sampleOf } from '../../support/sample.ts'
import { graphOf } from './plan-cases.ts'

const count = 3_000
const days = daily({ start: '1990-01-01', end: '1998-03-20' })
const graph = graphOf({ source: { partitions: days } })
const source = graph.get('source')!
const { partitions } = source
const cause = { asset: 'raw', partition: '', code: 'CONTRACT_BROKEN' }

test('the source has as many partitions as these tests say', () => expect(partitions.count).toBe(count))

function rowAt(ordinal: number, isLost = false): Row {
  const { key } = source.partitions.at(ordinal % count)
  const content = sha256(`${ordinal}`)
  const basis = { definitionHash: '', configHash: '', contract: null, stored: null, inputs: [], dimensions: [], complete: true }
  return { asset: 'source', partition: key, sequence: ordinal + 1, version: content, content, basis, windows: null, isLost }
}

function content(ordinal: number, isLost = false): Available {
  return { kind: 'content', of: rowAt(ordinal, isLost) }
}

/** The same, from what its reads come to one by one. */
function oneByOne(subset: PartitionSubset, available: AvailableAt): Reads {
  const reads = readsOf(source, subset, available)
  return reads.kind === 'known' && !('digest' in reads.list) ? { ...reads, list: digestReads(reads.list) } : reads
}

const odd = fc.constantFrom<(ordinal: number) => Available>(
  () => ({ kind: 'missing' }),
  () => ({ kind: 'possible' }),
  () => ({ kind: 'blocked', by: cause }),
  ordinal => ({ kind: 'gone', of: rowAt(ordinal), by: { ...cause, code: 'INPUT_ERASED' } }),
  ordinal => content(ordinal, true),
  ordinal => content(ordinal + count),
)
const oddOnes = fc.array(fc.tuple(fc.nat(count - 1), odd), { maxLength: 4 })
const subset = fc.oneof(
  fc.tuple(fc.nat(count - 1), fc.nat(count - 1)).map(([a, b]) => subsetOfRanges(partitions, [[Math.min(a, b), Math.max(a, b) + 1]])),
  fc.tuple(fc.nat(40), fc.integer({ min: 2, max: 30 })).map(([first, step]) => every(first, step)),
)

function every(first: number, step: number): PartitionSubset {
  return subsetOf(
    partitions,
    Array.from({ length: count }, (_, ordinal) => ordinal).filter(ordinal => ordinal >= first && (ordinal - first) % step === 0),
  )
}

test('many subsets after each other come to what their reads come to one by one', () => {
  fc.assert(
    fc.property(oddOnes, fc.array(subset, { minLength: 1, maxLength: 6 }), (ones, subsets) => {
      const odds = new Map(ones)
      const available: AvailableAt = (_, ordinal) => odds.get(ordinal)?.(ordinal) ?? content(ordinal)
      const wide = wideReads(graph, available)
      for (const one of [...subsets, ...subsets]) expect(wide.of('source', one)).toEqual(oneByOne(one, available))
    }),
    { numRuns: sampleOf(200) },
  )
})

test('what was found is given to the next: nothing in these chunks is looked at, and everything comes to the same', () => {
  fc.assert(
    fc.property(oddOnes, fc.array(subset, { maxLength: 3 }), fc.array(subset, { minLength: 1, maxLength: 4 }), (ones, before, after) => {
      const odds = new Map(ones)
      const available: AvailableAt = (_, ordinal) => odds.get(ordinal)?.(ordinal) ?? content(ordinal)
      const first = wideReads(graph, available)
      for (const one of [everything(partitions), ...before]) first.of('source', one)
      const chunks = chunksWithout(first.chunksOf('source')!, before[0] ?? nothing(partitions))
      const asked = new Set<number>()
      const recorded: AvailableAt = (asset, ordinal) => {
        asked.add(ordinal)
        return available(asset, ordinal)
      }
      for (const one of after) {
        asked.clear()
        expect(wideReads(graph, recorded, () => chunks).of('source', one)).toEqual(oneByOne(one, available))
        const beside = besideChunks(chunks, one)
        expect([...asked].sort((a, b) => a - b)).toEqual([...ordinals(beside)])
      }
    }),
    { numRuns: sampleOf(200) },
  )
})

test('a chunk is whole only where all of it is there', () => {
  const odds = new Map<number, Available>([
    [0, { kind: 'missing' }],
    [1_000, { kind: 'gone', of: rowAt(1_000), by: cause }],
    [2_000, content(2_000, true)],
  ])
  const wide = wideReads(graph, (_, ordinal) => odds.get(ordinal) ?? content(ordinal))
  expect(wide.chunksOf('source')).toBeUndefined()
  wide.of('source', everything(partitions))
  const chunks = wide.chunksOf('source')!
  expect(chunks.length).toBeGreaterThan(3)
  for (const ordinal of odds.keys()) expect(chunks.some(({ from, to }) => from <= ordinal && ordinal < to)).toBe(false)
})

describe('shared: each partition is looked at once', () => {
  function counted(of: PlanGraph = graph) {
    let asked = 0
    const wide = wideReads(of, (_, ordinal) => {
      asked += 1
      return content(ordinal)
    })
    return { wide, asked: () => asked }
  }

  test('by a thousand readers of all of them', () => {
    const { wide, asked } = counted()
    const all = () => subsetOfRanges(partitions, [[0, count]])
    const found = new Set(Array.from({ length: 1000 }, () => JSON.stringify(wide.of('source', all()))))
    expect(found.size).toBe(1)
    expect(asked()).toBe(count)
  })

  test('by a thousand readers of some in between, as one dimension of a product is', () => {
    const many = graphOf({ source: { partitions: product({ day: days, origin: segments(['ATL', 'JFK', 'ORD']) }) } })
    const { wide, asked } = counted(many)
    const of = many.get('source')!.partitions
    const atlanta = () =>
      subsetOf(
        of,
        Array.from({ length: count }, (_, index) => index * 3),
      )
    for (let reader = 0; reader < 1000; reader += 1) wide.of('source', atlanta())
    expect(asked()).toBe(count)
  })

  test('by readers of ever more of them, but for those after the last whole chunk', () => {
    const { wide, asked } = counted()
    for (let end = 64; end <= count; end += 8) wide.of('source', subsetOfRanges(partitions, [[0, end]]))
    const readers = (count - 64) / 8
    const readOneByOne = (readers * (64 + count)) / 2
    expect(asked()).toBeLessThan(readOneByOne / 4)
  })

  test('also where they begin in the middle', () => {
    const { wide, asked } = counted()
    for (let reader = 0; reader < 1000; reader += 1) wide.of('source', subsetOfRanges(partitions, [[100, 2_900]]))
    expect(asked()).toBe(2_800)
  })

  test('what is forgotten is looked at again', () => {
    let [offset, asked] = [0, 0]
    const wide = wideReads(graph, (_, ordinal) => {
      asked += 1
      return content(ordinal + offset)
    })
    const all = subsetOfRanges(partitions, [[0, count]])
    const before = wide.of('source', all)
    offset = count
    expect(wide.of('source', all)).toEqual(before)
    expect(asked).toBe(count)
    wide.forget('source')
    expect(wide.of('source', all)).not.toEqual(before)
    expect(asked).toBe(2 * count)
  })
})
