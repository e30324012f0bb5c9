/** What has to be loaded before some partitions of an asset can be judged. */
import { nothing, type PartitionSubset } from '@varve/partitions'
import type { Wanting } from './loaded.ts'
import type { PlanGraph, PlanNode } from './node.ts'
import { upstreamOf } from './upstream-of.ts'

/** Everything of the partitions themselves, and what is current of those that they read. */
export function wantingFor(node: PlanNode, judged: PartitionSubset, graph: PlanGraph): readonly Wanting[] {
  if (judged.count === 0) return []
  const read = upstreamOf(node, graph).map(({ upstream, mapping }): Wanting => {
    return { node: upstream, current: mapping.upstream(judged, upstream.partitions).existing, others: nothing(upstream.partitions) }
  })
  return [{ node, current: judged, others: judged }, ...read]
}
