/** The graph of a catalog's assets and externals, by name: what reads what, in a deterministic topological order. */
import type { Mapping } from '@varve/partitions'
import { DirectedGraph } from 'graphology'
import { topologicalGenerations } from 'graphology-dag'

/** One input of an asset, resolved to the name of what it reads. */
export interface GraphInput {
  /** The local name, a parameter of `run`. */
  readonly input: string
  /** The name of the asset or external that is read. */
  readonly asset: string
  readonly kind: 'asset' | 'external'
  readonly mapping: Mapping
}

export interface GraphNode {
  readonly name: string
  readonly kind: 'asset' | 'external'
  readonly group: string | null
  readonly tags: readonly string[]
  /** In the order the asset declares them. */
  readonly inputs: readonly GraphInput[]
}

export interface GraphEdge extends GraphInput {
  /** The asset that reads; `asset` is what it reads. */
  readonly reader: string
}

/** All lists of names are in topological order: by distance from the roots, then by name. */
export interface AssetGraph {
  readonly names: readonly string[]
  node(name: string): GraphNode | undefined
  /** What an asset reads, by input; empty for an external. */
  inputsOf(name: string): readonly GraphInput[]
  /** Who reads it, by input. */
  readersOf(name: string): readonly GraphEdge[]
  readonly edges: readonly GraphEdge[]
  /** Everything above these, without them; `depth` 1 is what they read directly. Default: all. */
  upstream(names: readonly string[], depth?: number): readonly string[]
  /** Everything below these, without them; `depth` 1 is who reads them directly. Default: all. */
  downstream(names: readonly string[], depth?: number): readonly string[]
}

/** Builds the graph. Inputs that name no node are left out, so that a broken catalog can still be drawn; who reads its own past comes before nobody. */
export function assetGraph(nodes: readonly GraphNode[]): AssetGraph {
  const graph = new DirectedGraph<{ node: GraphNode }>()
  for (const node of nodes) graph.addNode(node.name, { node })
  const edges: readonly GraphEdge[] = nodes.flatMap(node =>
    node.inputs.filter(input => graph.hasNode(input.asset)).map(input => ({ ...input, reader: node.name })),
  )
  for (const { asset, reader } of edges) if (asset !== reader) graph.mergeEdge(asset, reader)
  const names = topologicalGenerations(graph).flatMap(generation => [...generation].sort())
  const position = new Map(names.map((name, index) => [name, index]))
  const inOrder = (found: Iterable<string>): readonly string[] => [...found].sort((a, b) => position.get(a)! - position.get(b)!)
  const ordered = [...edges].sort((a, b) => position.get(a.reader)! - position.get(b.reader)!)
  const readers = new Map<string, GraphEdge[]>(names.map(name => [name, []]))
  for (const edge of ordered) readers.get(edge.asset)!.push(edge)
  return {
    names,
    edges: ordered,
    node: name => (graph.hasNode(name) ? graph.getNodeAttribute(name, 'node') : undefined),
    inputsOf: name => (graph.hasNode(name) ? graph.getNodeAttribute(name, 'node').inputs : []),
    readersOf: name => readers.get(name) ?? [],
    upstream: (names, depth = Infinity) => inOrder(reach(names, depth, at => (graph.hasNode(at) ? graph.inNeighbors(at) : []))),
    downstream: (names, depth = Infinity) => inOrder(reach(names, depth, at => (graph.hasNode(at) ? graph.outNeighbors(at) : []))),
  }
}

function reach(from: readonly string[], depth: number, next: (name: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set(from)
  let frontier = from
  for (let step = 0; step < depth && frontier.length > 0; step += 1) {
    frontier = [...new Set(frontier.flatMap(next))].filter(name => !seen.has(name))
    for (const name of frontier) seen.add(name)
  }
  for (const name of from) seen.delete(name)
  return seen
}
