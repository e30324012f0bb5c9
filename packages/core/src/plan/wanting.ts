/** What has to be loaded before some partitions of an asset can be judged. */
import { nothing, ordinals, type PartitionSubset, subsetOf, union } from '@varve/partitions'
import { isWide } from '../version/reads-digest.ts'
import type { Wanting } from './loaded.ts'
import type { PlanGraph, PlanNode } from './node.ts'
import { type Upstream, upstreamOf } from './upstream-of.ts'
import { besideChunks, type ChunksOf, noChunks } from './whole-chunks.ts'

/** Everything of the partitions themselves, and what is current of those that they read, but for what wide inputs read by whole chunks. */
export function wantingFor(node: PlanNode, judged: PartitionSubset, graph: PlanGraph, chunksOf: ChunksOf = noChunks): readonly Wanting[] {
  if (judged.count === 0) return []
  const read = upstreamOf(node, graph).map(({ upstream, mapping }): Wanting => {
    return { node: upstream, current: lookedAt(judged, { upstream, mapping }, chunksOf), others: nothing(upstream.partitions) }
  })
  return [{ node, current: judged, others: judged }, ...read]
}

/** Beyond these it takes longer to find out what each of them reads than chunks may save. */
const readersMax = 1_000

/** All that is read, where it is not far less that is looked at: to ask for a whole asset is faster than for each of its keys. */
function lookedAt(judged: PartitionSubset, { upstream: { name, partitions }, mapping }: Upstream, chunksOf: ChunksOf): PartitionSubset {
  const { existing } = mapping.upstream(judged, partitions)
  const chunks = isWide(existing.count) && judged.count <= readersMax ? chunksOf(name) : []
  if (chunks.length === 0) return existing
  let all = nothing(partitions)
  for (const ordinal of ordinals(judged)) {
    const read = judged.count === 1 ? existing : mapping.upstream(subsetOf(judged.of, [ordinal]), partitions).existing
    all = union(all, isWide(read.count) ? besideChunks(chunks, read) : read)
    if (all.count * 2 > existing.count) return existing
  }
  return all
}
