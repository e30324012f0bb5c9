/** Loads for several assets in one question what they are certain to need, and forgets it after the last of them. */
import type { PartitionSubset } from '@varve/partitions'
import type { Wanting } from './loaded.ts'
import type { Loading } from './loading.ts'
import type { PlanGraph, PlanNode } from './node.ts'
import { upstreamOf } from './upstream-of.ts'
import { wantingFor } from './wanting.ts'
import { type ChunksOf, noChunks } from './whole-chunks.ts'

export interface LoadingAhead {
  /** Before partitions of an asset are judged: whatever is not loaded yet is asked for. */
  load(node: PlanNode, judged: PartitionSubset): Promise<void>
  /** No more of the asset is judged. @returns the assets of which nothing is loaded any more. */
  done(node: PlanNode): readonly string[]
}

/** How many partitions are loaded at once, unless one asset needs more. */
const partitionsAhead = 20_000

/**
 * @param nodes in the order in which they are judged.
 * @param again what is certain to be judged of each.
 * @param chunksOf what need not be loaded; there may be fewer by the time an asset is judged.
 */
export function loadingAhead(
  nodes: readonly PlanNode[],
  again: ReadonlyMap<string, PartitionSubset>,
  graph: PlanGraph,
  loading: Loading,
  chunksOf: ChunksOf = noChunks,
): LoadingAhead {
  const certain = nodes.filter(({ name }) => again.get(name)!.count > 0)
  const places = new Map(certain.map(({ name }, place) => [name, place]))
  const lastNeeded = new Map<string, number>()
  for (const [place, node] of certain.entries()) for (const name of needed(node, graph)) lastNeeded.set(name, place)
  const loaded = new Set<string>()
  let ahead = 0
  let finished = -1
  const require = async (wanted: readonly Wanting[]) => {
    for (const { node } of wanted) loaded.add(node.name)
    if (wanted.length > 0) await loading.require(wanted)
  }
  return {
    load: async (node, judged) => {
      if (places.get(node.name) === ahead) {
        const wanted: Wanting[] = []
        for (let count = 0; ahead < certain.length && count < partitionsAhead; ahead += 1) {
          const more = wantingFor(certain[ahead]!, again.get(certain[ahead]!.name)!, graph, chunksOf)
          wanted.push(...more)
          count += more.reduce((sum, { current }) => sum + current.count, 0)
        }
        await require(wanted)
      }
      await require(wantingFor(node, judged, graph, chunksOf))
    },
    done: node => {
      finished = places.get(node.name) ?? finished
      const unneeded = needed(node, graph).filter(name => loaded.has(name) && (lastNeeded.get(name) ?? -1) <= finished)
      for (const name of unneeded) {
        loaded.delete(name)
        loading.forget(name)
      }
      return unneeded
    },
  }
}

function needed(node: PlanNode, graph: PlanGraph): readonly string[] {
  return [node.name, ...upstreamOf(node, graph).map(({ upstream }) => upstream.name)]
}
