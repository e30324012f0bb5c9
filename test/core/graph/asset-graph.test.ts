/** The graph of names: order, neighbours, reach. */
import { previous, same, self } from '@varve/partitions'
import { expect, test } from 'vitest'
import { assetGraph, type GraphNode } from '../../../packages/core/src/graph/asset-graph.ts'
import { findCycle } from '../../../packages/core/src/graph/find-cycle.ts'

const node = (name: string, ...inputs: string[]): GraphNode => ({
  name,
  kind: name === 'raw' ? 'external' : 'asset',
  group: null,
  tags: [],
  inputs: inputs.map((asset, index) => ({ input: `${asset}${index}`, asset, kind: asset === 'raw' ? 'external' : 'asset', mapping: same })),
})
const nodes = [
  node('report', 'b', 'a'),
  node('b', 'flights', 'flights'),
  node('a', 'flights'),
  node('flights', 'raw'),
  node('raw'),
  node('alone'),
]
const graph = assetGraph(nodes)

test('names come in topological order, whatever the order of the nodes', () => {
  expect(graph.names).toEqual(['alone', 'raw', 'flights', 'a', 'b', 'report'])
  expect(assetGraph([...nodes].reverse()).names).toEqual(graph.names)
})

test('inputs keep their declared order, also two of one asset', () => {
  expect(graph.inputsOf('b').map(({ input }) => input)).toEqual(['flights0', 'flights1'])
  expect(graph.inputsOf('report').map(({ asset }) => asset)).toEqual(['b', 'a'])
  expect(graph.readersOf('flights').map(({ reader, input }) => [reader, input])).toEqual([
    ['a', 'flights0'],
    ['b', 'flights0'],
    ['b', 'flights1'],
  ])
  expect(graph.edges.length).toBe(6)
})

test('upstream and downstream, directly and at any distance', () => {
  expect(graph.upstream(['report'])).toEqual(['raw', 'flights', 'a', 'b'])
  expect(graph.upstream(['report'], 1)).toEqual(['a', 'b'])
  expect(graph.upstream(['report'], 0)).toEqual([])
  expect(graph.upstream(['a', 'b'])).toEqual(['raw', 'flights'])
  expect(graph.upstream(['report', 'a'], 1)).toEqual(['flights', 'b'])
  expect(graph.downstream(['raw'])).toEqual(['flights', 'a', 'b', 'report'])
  expect(graph.downstream(['raw'], 2)).toEqual(['flights', 'a', 'b'])
  expect([graph.upstream(['alone']), graph.downstream(['report'])]).toEqual([[], []])
})

test('a name that is not there', () => {
  expect([graph.node('x'), graph.inputsOf('x'), graph.readersOf('x'), graph.upstream(['x']), graph.downstream(['x'])]).toEqual([
    undefined,
    [],
    [],
    [],
    [],
  ])
})

test('a circle is found with its names, and none where there is none', () => {
  expect(findCycle(nodes)).toBeUndefined()
  expect(findCycle([node('a', 'b'), node('b', 'c'), node('c', 'b')])).toEqual(['b', 'c'])
  expect(findCycle([node('a', 'a')])).toEqual(['a'])
})

test('an asset that reads its own past stands in no circle, and is above nobody', () => {
  const total: GraphNode = {
    ...node('total', 'flights'),
    inputs: [...node('total', 'flights').inputs, { input: 'before', asset: 'total', kind: 'asset', mapping: self(previous) }],
  }
  const withPast = [total, node('flights'), node('report', 'total')]
  expect(findCycle(withPast)).toBeUndefined()
  const { names, readersOf, upstream, downstream } = assetGraph(withPast)
  expect(names).toEqual(['flights', 'total', 'report'])
  expect(readersOf('total').map(({ reader, input }) => [reader, input])).toEqual([
    ['total', 'before'],
    ['report', 'total0'],
  ])
  expect([upstream(['total']), downstream(['total'])]).toEqual([['flights'], ['report']])
})
