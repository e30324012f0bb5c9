/** Which partitions of which assets a request is about, and which upstream ones it has to look at. */
import { everything, type PartitionSubset, union } from '@varve/partitions'
import type { PlanGraph, PlanNode } from '../node.ts'
import { readSelection } from '../read-selection.ts'
import type { AssetStates } from '../state/asset-states.ts'
import { withUpstream } from '../upstream-of.ts'

export interface Scope {
  /** Selected partitions by asset, in topological order. */
  readonly selected: ReadonlyMap<string, PartitionSubset>
  /** Selected assets and everything upstream of them, in topological order. */
  readonly assets: readonly PlanNode[]
}

/** @param named assets the request names; @param reached those it reaches by `+`, which follow the named ones by mapping. */
export interface ScopeRequest {
  readonly named: readonly string[]
  readonly reached: readonly string[]
  /** Selection text, `missing`, `stale`, or undefined for every existing partition. */
  readonly partitions: string | undefined
}

/** @param states of the named assets at least. */
export function scopeOf(graph: PlanGraph, request: ScopeRequest, states: ReadonlyMap<string, AssetStates>): Scope {
  const subsets = new Map<string, PartitionSubset>()
  const add = (name: string, subset: PartitionSubset) => {
    const present = subsets.get(name)
    subsets.set(name, present ? union(present, subset) : subset)
  }
  for (const name of request.named) {
    add(name, namedPartitions(graph.get(name)!, request, states.get(name)!))
  }
  const reached = new Set(request.reached.filter(name => !subsets.has(name)))
  const nodes = [...graph.values()]
  for (const node of nodes) followDownstream(node, subsets, reached, add, graph)
  for (const node of nodes.reverse()) followUpstream(node, subsets, reached, add, graph)
  return { selected: inOrder(graph, subsets), assets: withUpstream(graph, subsets.keys()) }
}

function namedPartitions(node: PlanNode, { partitions: text, named }: ScopeRequest, states: AssetStates): PartitionSubset {
  const { partitions } = node
  if (text === undefined || partitions.set.kind === 'none') return everything(partitions)
  if (text === 'missing' || text === 'stale') return states[text]
  return readSelection(text, node, `--partitions, read for ${node.name}`, named.length > 1)
}

type Add = (name: string, subset: PartitionSubset) => void

function followDownstream(
  node: PlanNode,
  subsets: ReadonlyMap<string, PartitionSubset>,
  reached: ReadonlySet<string>,
  add: Add,
  graph: PlanGraph,
): void {
  const subset = subsets.get(node.name)
  if (!subset) return
  for (const reader of node.readers) {
    if (reached.has(reader.asset)) add(reader.asset, reader.mapping.downstream(subset, graph.get(reader.asset)!.partitions))
  }
}

function followUpstream(
  node: PlanNode,
  subsets: ReadonlyMap<string, PartitionSubset>,
  reached: ReadonlySet<string>,
  add: Add,
  graph: PlanGraph,
): void {
  const subset = subsets.get(node.name)
  if (!subset) return
  for (const input of node.inputs) {
    // Of its own past it would reach a single step, and nothing that this step reads.
    if (input.kind === 'asset' && input.asset !== node.name && reached.has(input.asset)) {
      add(input.asset, input.mapping.upstream(subset, graph.get(input.asset)!.partitions).existing)
    }
  }
}

function inOrder(graph: PlanGraph, subsets: ReadonlyMap<string, PartitionSubset>): ReadonlyMap<string, PartitionSubset> {
  return new Map([...graph.keys()].flatMap(name => (subsets.has(name) ? [[name, subsets.get(name)!] as const] : [])))
}
