/** Which partitions of an asset a plan has to judge: fresh ones that read nothing of what the plan may change are none of its business. */
import { firstOf, intersection, nothing, type PartitionSubset, subsetOfRanges, union } from '@varve/partitions'
import type { PlanGraph, PlanNode } from '../node.ts'
import { type AssetStates, notFresh } from '../state/asset-states.ts'
import { readsItself, upstreamOf } from '../upstream-of.ts'

export interface Wish {
  readonly selected: PartitionSubset | undefined
  readonly force: boolean
}

/** As far as the states of the asset alone say. */
export function certainToJudge(states: AssetStates, { selected, force }: Wish): PartitionSubset {
  const stale = notFresh(states)
  return selected && force ? either(stale, selected) : stale
}

/** @param changed by upstream asset, what is no more as its states say. */
export function toJudge(
  node: PlanNode,
  certain: PartitionSubset,
  selected: PartitionSubset | undefined,
  graph: PlanGraph,
  changed: ReadonlyMap<string, PartitionSubset>,
): PartitionSubset {
  const { partitions } = node
  const readers = upstreamOf(node, graph).flatMap(({ upstream, mapping }) => {
    const partitionsChanged = upstream.name === node.name ? undefined : changed.get(upstream.name)
    return partitionsChanged && partitionsChanged.count > 0 ? [mapping.downstream(partitionsChanged, partitions)] : []
  })
  const judged = readers.reduce(either, certain)
  return readsItself(node) && selected ? either(judged, followers(judged, selected)) : judged
}

/** In an own past, all that follows the first partition that may change. */
function followers(judged: PartitionSubset, selected: PartitionSubset): PartitionSubset {
  const { of } = judged
  const first = firstOf(intersection(judged, selected))
  return first ? subsetOfRanges(of, [[first.ordinal + 1, of.count]]) : nothing(of)
}

function either(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  if (one.count === 0) return other
  return other.count === 0 ? one : union(one, other)
}
