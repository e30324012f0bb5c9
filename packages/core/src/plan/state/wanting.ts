/** What has to be loaded before some partitions of an asset can be judged. */
import { nothing, type PartitionSubset, union } from '@varve/partitions'
import type { Wanting } from '../loading.ts'
import type { PlanGraph, PlanNode } from '../node.ts'
import { readsOf } from './judged-again.ts'

/** Everything of the partitions themselves, and what is current of those that they read. */
export function wantingFor(node: PlanNode, judged: PartitionSubset, graph: PlanGraph): readonly Wanting[] {
  if (judged.count === 0) return []
  const read = readsOf(node, graph).map(({ upstream, mapping }): Wanting => {
    return { node: upstream, current: mapping.upstream(judged, upstream.partitions).existing, others: nothing(upstream.partitions) }
  })
  return [{ node, current: judged, others: judged }, ...read.filter(({ current }) => current.count > 0)]
}

/** One for each asset. */
export function inOne(wanted: readonly Wanting[]): readonly Wanting[] {
  const byAsset = new Map<string, Wanting>()
  for (const one of wanted) {
    const before = byAsset.get(one.node.name)
    byAsset.set(
      one.node.name,
      before ? { node: one.node, current: union(before.current, one.current), others: union(before.others, one.others) } : one,
    )
  }
  return [...byAsset.values()]
}
