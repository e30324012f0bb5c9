/** What an asset reads: the nodes of its upstream assets, by input. */
import type { Mapping } from '@varve/partitions'
import type { PlanGraph, PlanNode } from './node.ts'

export interface Upstream {
  readonly upstream: PlanNode
  readonly mapping: Mapping
}

const known = new WeakMap<PlanGraph, Map<PlanNode, readonly Upstream[]>>()

/** In the order of the inputs; the asset itself where it reads its own past. Asked again and again of thousands of assets. */
export function upstreamOf(node: PlanNode, graph: PlanGraph): readonly Upstream[] {
  const inGraph = known.get(graph) ?? new Map<PlanNode, readonly Upstream[]>()
  known.set(graph, inGraph)
  const upstream =
    inGraph.get(node) ??
    node.inputs.flatMap(input => (input.kind === 'asset' ? [{ upstream: graph.get(input.asset)!, mapping: input.mapping }] : []))
  inGraph.set(node, upstream)
  return upstream
}

export function readsItself({ name, inputs }: PlanNode): boolean {
  return inputs.some(({ kind, asset }) => kind === 'asset' && asset === name)
}

/** These assets and all that they read at any distance, in the order of the graph. */
export function withUpstream(graph: PlanGraph, names: Iterable<string>): readonly PlanNode[] {
  const needed = new Set(names)
  const nodes = [...graph.values()]
  for (const node of nodes.toReversed()) {
    if (needed.has(node.name)) for (const input of node.inputs) if (input.kind === 'asset') needed.add(input.asset)
  }
  return nodes.filter(({ name }) => needed.has(name))
}
