/** States that were kept are gone on from only where they are about the partitions of now. */
import { daily, type PartitionsAsOf, parseSelection, same } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import type { KeptState } from '../../../../packages/core/src/ledger/state.ts'
import type { PlanGraph, PlanNode } from '../../../../packages/core/src/plan/node.ts'
import { assetStates, type NamedState } from '../../../../packages/core/src/plan/state/asset-states.ts'
import { decodeBody } from '../../../../packages/core/src/plan/state/body.ts'
import { chunksBody, chunksIn } from '../../../../packages/core/src/plan/state/chunks-body.ts'
import { keptOf, keptStates } from '../../../../packages/core/src/plan/state/kept.ts'
import { newState } from '../../../../packages/core/src/plan/state/new-state.ts'
import { graphOf } from '../plan-cases.ts'

const days = daily({ start: '2001-01-01' })
const noonOf = (january: number) => Date.UTC(2001, 0, january, 12)
const at = (january: number) => days.asOf(noonOf(january))

function graphAt(own: PartitionsAsOf, upstream: PartitionsAsOf): PlanGraph {
  const graph = graphOf({ source: { partitions: days }, reader: { partitions: days, reads: { source: same } } })
  const changed: Readonly<Record<string, PartitionsAsOf>> = { source: upstream, reader: own }
  return new Map([...graph].map(([name, node]) => [name, { ...node, partitions: changed[name]! }]))
}

function keep(graph: PlanGraph, selections: Partial<Record<NamedState, string>> = {}, before: KeptState | null = null) {
  const node = graph.get('reader')!
  const states = assetStates(node, state => parseSelection(selections[state] ?? '', node.partitions))
  return newState(node, { identity: 'one', before, states, unreadable: () => '', chunks: [] }, requestFor(graph))
}

function requestFor(graph: PlanGraph) {
  const never = async () => {
    throw new Error('nothing is asked for')
  }
  const snapshot = { sequence: 9, moved: never, judged: never }
  return { graph, nodes: [...graph.values()], externals: new Map(), environment: 'main', snapshot, entries: new Map() }
}

function isKept(graph: PlanGraph, state: KeptState, identity: string | null = 'one'): boolean {
  return keptOf(graph.get('reader')!, graph, identity, state) !== undefined
}

const before = graphAt(at(8), at(8))

test('states come back as they were, and what came to exist since is in none of them but fresh', () => {
  const named = {
    stale: '2001-01-01..2001-01-02',
    missing: '2001-01-03,2001-01-05',
    failed: '2001-01-06',
    blocked: '2001-01-07',
    erased: '2001-01-05',
  }
  const grown = graphAt(at(10), at(9))
  const node: PlanNode = grown.get('reader')!
  const kept = keptOf(node, grown, 'one', keep(before, named))!
  const { stale, missing, failed, blocked, erased, fresh, unreadable } = keptStates(node, kept)
  const of = node.partitions
  expect([stale, missing, failed, blocked, erased, fresh, unreadable].map(({ ranges }) => ranges)).toEqual(
    [...Object.values(named), '2001-01-04,2001-01-08..2001-01-09', '2001-01-06..2001-01-07'].map(text => parseSelection(text, of).ranges),
  )
  expect(kept.sequence).toBe(9)
})

describe('there is nothing to go on from', () => {
  test('under another identity, or none', () => {
    expect([isKept(before, keep(before)), isKept(before, keep(before), 'two'), isKept(before, keep(before), null)]).toEqual([
      true,
      false,
      false,
    ])
  })

  test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['were cut off', bytes => bytes.slice(0, -1)],
    ['are empty', () => new Uint8Array()],
    ['have one that was changed', bytes => bytes.map((byte, index) => (index === 40 ? byte ^ 1 : byte))],
    ['have a checksum that was changed', bytes => bytes.map((byte, index) => (index === 3 ? byte ^ 1 : byte))],
  ])('where its bytes %s', (_, damage) => {
    const state = keep(before)
    expect(decodeBody(state.body)).toBeDefined()
    expect(isKept(before, { ...state, body: damage(state.body) })).toBe(false)
  })

  test('where its own set or one upstream was cut off', () => {
    const state = keep(before)
    expect([isKept(graphAt(at(7), at(8)), state), isKept(graphAt(at(8), at(7)), state)]).toEqual([false, false])
  })

  test('where a calendar function leaves out other dates among those that were judged', () => {
    const left = new Set<string>()
    const trading = () => daily({ start: '2001-01-01', exclude: { calendar: date => left.has(date) } })
    const graph = (january: number, set = trading()) => graphAt(set.asOf(noonOf(january)), set.asOf(noonOf(january)))
    const state = keep(graph(8))
    left.add('2001-01-08')
    expect(isKept(graph(10), state)).toBe(true)
    left.add('2001-01-03')
    expect(isKept(graph(10), state)).toBe(false)
  })
})

test('what is kept replaces what it was made from, and what was kept under another identity', () => {
  const first = keep(before)
  expect(first.before).toBeNull()
  expect(keep(before, {}, { ...first, sequence: 5 }).before).toBe(5)
  expect(keep(before, {}, { ...first, sequence: 5, identity: 'two' }).before).toBeNull()
})

test('a million partitions without a gap are a few bytes', () => {
  const set = daily({ start: '0001-01-01' })
  const of = set.asOf(Date.UTC(2700, 0, 1))
  expect(of.count).toBeGreaterThan(900_000)
  expect(keep(graphAt(of, of), { missing: '*' }).body.length).toBeLessThan(400)
})

describe('whole chunks', () => {
  const chunks = [
    { from: 0, to: 300, digest: 'ab'.repeat(32) },
    { from: 300, to: 310, digest: 'cd'.repeat(32) },
    { from: 900, to: 1_400, digest: 'ef'.repeat(32) },
  ]
  const node = before.get('source')!
  const readOtherwise = {
    ...node,
    decoders: [{ format: { name: 'json', revision: 2, settings: {} }, code: null }] as unknown as PlanNode['decoders'],
  }

  test('come back as they were', () => {
    expect(chunksIn(chunksBody(node, chunks), node)).toEqual(chunks)
    expect([chunksBody(node, []), chunksIn(null, node)]).toEqual([null, []])
  })

  test('do not, where bytes are read into other values', () => {
    expect(chunksIn(chunksBody(node, chunks), readOtherwise)).toEqual([])
  })
})
