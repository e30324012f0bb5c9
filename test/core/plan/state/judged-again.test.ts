/** The rules of what is judged again, one by one. */
import {
  all,
  daily,
  existingOnly,
  formatSelection,
  formatSubset,
  last,
  latest,
  type Mapping,
  next,
  nothing,
  parseSelection,
  previous,
  same,
  self,
  unpartitioned,
} from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import type { ExternalState, PlanGraph, PlanNode } from '../../../../packages/core/src/plan/node.ts'
import type { StateBody } from '../../../../packages/core/src/plan/state/body.ts'
import { judgedAgain, readersOfUnreadable } from '../../../../packages/core/src/plan/state/judged-again.ts'
import { graphOf } from '../plan-cases.ts'

const days = daily({ start: '2001-01-01' })
/** 1 to 9 January exist. */
const now = Date.UTC(2001, 0, 10, 12)

function graphWith(mapping: Mapping, reader = days as Parameters<typeof graphOf>[0][string]['partitions']): PlanGraph {
  const graph = graphOf({ source: { partitions: days }, reader: { partitions: reader!, reads: { source: mapping, outside: 'external' } } })
  return new Map([...graph].map(([name, node]) => [name, { ...node, partitions: node.partitions.set.asOf(now) }]))
}

/** Everything was judged when all of it existed, and nothing was wrong. */
function keptOf({ own = 9, upstream = 9, unreadable = '', outside = 'present v1' } = {}): StateBody {
  const none = { stale: '', missing: '', failed: '', blocked: '', erased: '' }
  return {
    own: { count: own, windows: '' },
    subsets: none,
    externals: [outside],
    upstream: [{ count: upstream, windows: '', unreadable }],
    chunks: null,
  }
}

const present: ExternalState = { kind: 'present', version: 'v1' }

function again(
  graph: PlanGraph,
  kept: StateBody | undefined,
  { moved = {}, outside = present }: { readonly moved?: Readonly<Record<string, string>>; readonly outside?: ExternalState } = {},
): string {
  const subsetIn = ({ name, partitions }: PlanNode) => (name in moved ? parseSelection(moved[name]!, partitions) : nothing(partitions))
  return formatSelection(
    judgedAgain(graph.get('reader')!, kept, {
      graph,
      externals: new Map([['outside', outside]]),
      moved: asset => subsetIn(graph.get(asset)!),
    }),
  )
}

test('nothing, where nothing happened', () => {
  expect(again(graphWith(last(2)), keptOf())).toBe('')
})

test('everything, where nothing was kept', () => {
  expect(again(graphWith(last(2)), undefined)).toBe('2001-01-01..2001-01-09')
})

test('its own partitions of which something was recorded', () => {
  expect(again(graphWith(last(2)), keptOf(), { moved: { reader: '2001-01-03' } })).toBe('2001-01-03')
})

test('what reads upstream partitions of which something was recorded', () => {
  expect(again(graphWith(last(2)), keptOf(), { moved: { source: '2001-01-03' } })).toBe('2001-01-03..2001-01-04')
  expect(again(graphWith(all), keptOf(), { moved: { source: '2001-01-03' } })).toBe('2001-01-01..2001-01-09')
  expect(again(graphWith(latest), keptOf(), { moved: { source: '2001-01-03' } })).toBe('')
})

test('its own partitions that came to exist', () => {
  expect(again(graphWith(same), keptOf({ own: 7 }))).toBe('2001-01-08..2001-01-09')
})

describe('what reads upstream partitions that came to exist', () => {
  test.each<[string, Mapping, string]>([
    ['by the same key', same, '2001-01-09'],
    ['which was missing before', next, '2001-01-08'],
    ['which was left out before', existingOnly(next), '2001-01-08'],
    ['as the newest', latest, '2001-01-01..2001-01-09'],
    ['as one of all', all, '2001-01-01..2001-01-09'],
  ])('%s', (_, mapping, expected) => {
    expect(again(graphWith(mapping), keptOf({ upstream: 8 }))).toBe(expected)
  })

  test('an unpartitioned reader too', () => {
    expect(again(graphWith(all, unpartitioned), keptOf({ own: 1, upstream: 8 }))).toBe('*')
  })
})

describe('everything, where an external is in another state', () => {
  test.each<[string, ExternalState]>([
    ['another version', { kind: 'present', version: 'v2' }],
    ['not there', { kind: 'absent', description: 'a file' }],
    ['never looked at', { kind: 'unobserved' }],
    ['not readable', { kind: 'unreadable', code: 'EXTERNAL_CHANGED', message: 'no' }],
    ['rejected by its contract', { kind: 'rejected', version: 'v1', message: 'no', quarantine: null }],
  ])('%s', (_, outside) => {
    expect(again(graphWith(same), keptOf(), { outside })).toBe('2001-01-01..2001-01-09')
  })

  test('but not where it is as it was', () => {
    expect(again(graphWith(same), keptOf({ outside: 'absent' }), { outside: { kind: 'absent', description: 'other words' } })).toBe('')
  })
})

describe('readers of what became failed or blocked, or is so no more', () => {
  const graph = graphWith(last(2))
  const source = graph.get('source')!
  const textOf = (selection: string) => formatSubset(parseSelection(selection, source.partitions))
  const readers = (before: string, after: string) =>
    formatSelection(readersOfUnreadable(graph.get('reader')!, keptOf({ unreadable: before }), graph, () => after))

  test('are judged again', () => {
    expect(readers('', textOf('2001-01-03'))).toBe('2001-01-03..2001-01-04')
    expect(readers(textOf('2001-01-03,2001-01-06'), textOf('2001-01-06'))).toBe('2001-01-03..2001-01-04')
  })

  test('and no others', () => {
    expect(readers('', '')).toBe('')
    expect(readers(textOf('2001-01-03'), textOf('2001-01-03'))).toBe('')
  })

  test('of an own past are known only once it is judged', () => {
    const node: PlanNode = { ...source, inputs: [{ kind: 'asset', name: 'past', asset: 'source', mapping: self(previous) }] }
    const asked = () => {
      throw new Error('it is not judged yet')
    }
    expect(readersOfUnreadable(node, keptOf({ unreadable: textOf('2001-01-03') }), new Map([['source', node]]), asked).count).toBe(0)
  })
})
