/** The asset selection grammar. */
import { same } from '@varve/partitions'
import { describe, expect, test } from 'vitest'
import { assetGraph, type GraphNode } from '../../../packages/core/src/graph/asset-graph.ts'
import { selectAssets } from '../../../packages/core/src/graph/select.ts'

const node = (name: string, inputs: readonly string[], more: Partial<GraphNode> = {}): GraphNode => ({
  name,
  kind: 'asset',
  group: null,
  tags: [],
  inputs: inputs.map(asset => ({ input: asset, asset, kind: 'asset', mapping: same })),
  ...more,
})
const graph = assetGraph([
  node('raw', [], { kind: 'external' }),
  node('orders', ['raw'], { tags: ['daily'] }),
  node('features', ['orders'], { group: 'features', tags: ['daily', 'slow'] }),
  node('models.linear', ['features'], { group: 'models' }),
  node('report', ['models.linear', 'orders']),
])
const assets = ['orders', 'features', 'models.linear', 'report']

test.each<[string, string[], string[], string[]]>([
  ['none means every asset', [], assets, []],
  ['a star', ['*'], assets, []],
  ['a name', ['features'], ['features'], []],
  ['a dotted name', ['models.linear'], ['models.linear'], []],
  ['an external by name', ['raw'], ['raw'], []],
  ['all upstreams', ['+features'], ['features'], ['raw', 'orders']],
  ['all downstreams', ['features+'], ['features'], ['models.linear', 'report']],
  ['so many upstreams', ['2+models.linear'], ['models.linear'], ['orders', 'features']],
  ['so many downstreams', ['orders+1'], ['orders'], ['features', 'report']],
  ['both ways', ['1+features+1'], ['features'], ['orders', 'models.linear']],
  ['no steps at all', ['0+features'], ['features'], []],
  ['a group', ['group:features'], ['features'], []],
  ['a tag', ['tag:daily'], ['orders', 'features'], []],
  ['around a group', ['+group:models'], ['models.linear'], ['raw', 'orders', 'features']],
  ['a union, in topological order', ['report', 'orders'], ['orders', 'report'], []],
  ['named wins over reached', ['+features', 'orders'], ['orders', 'features'], ['raw']],
])('%s: %j', (_, selections, named, reached) => {
  const all = graph.names.filter(name => named.includes(name) || reached.includes(name))
  expect(selectAssets(graph, selections)).toEqual({ names: all, named, reached })
})

describe('refused', () => {
  test.each([
    [
      'an unknown name, with the nearest',
      'ordres',
      { code: 'UNKNOWN_ASSET', what: "there is no asset 'ordres'", fix: "did you mean 'orders'?" },
    ],
    [
      'an unknown name inside a selection',
      '+ordres+2',
      { code: 'UNKNOWN_ASSET', where: "selection '+ordres+2'", details: { name: 'ordres', nearest: 'orders' } },
    ],
    [
      'an unknown group',
      'group:featurs',
      { code: 'UNKNOWN_ASSET', what: "no asset has the group 'featurs'", fix: "did you mean 'features'?" },
    ],
    ['an unknown tag', 'tag:dialy', { code: 'UNKNOWN_ASSET', fix: "did you mean 'daily'?" }],
    ['a name that is near to none', 'nope', { code: 'UNKNOWN_ASSET', fix: expect.stringMatching(/^take one of .*orders/) }],
    ['an empty text', '', { code: 'BAD_SELECTION' }],
    ['a lone plus', '+', { code: 'BAD_SELECTION' }],
    ['two pluses', 'a++b', { code: 'BAD_SELECTION' }],
    ['a word for a distance', 'two+orders', { code: 'BAD_SELECTION' }],
  ])('%s', (_, selection, facts) => {
    expect(() => selectAssets(graph, [selection])).toThrow(expect.objectContaining(facts))
  })

  test('in an empty catalog there is no nearest', () => {
    expect(() => selectAssets(assetGraph([]), ['orders'])).toThrow(expect.objectContaining({ fix: 'the catalog holds no assets' }))
  })
})
