/** Judges assets one after the other, with what they read loaded for several at once and forgotten once nobody reads it any more. */
import { contains, difference, firstOf, type PartitionSubset, subsetOfRanges } from '@varve/partitions'
import type { AvailableAt } from '../available.ts'
import { erasedAvailability } from '../erased.ts'
import type { JudgeContext } from '../judge.ts'
import { loading } from '../loading.ts'
import { loadingAhead } from '../loading-ahead.ts'
import type { PlanNode } from '../node.ts'
import { readsItself } from '../upstream-of.ts'
import { wideReads } from '../wide-reads.ts'
import type { AssetStates } from './asset-states.ts'
import type { HeldChunks } from './held-chunks.ts'
import { type InProgress, judgePartitions } from './judge-partitions.ts'
import { differing } from './judged-again.ts'
import type { StatesRequest } from './states-request.ts'

export interface Judging {
  /** @param before where only some partitions are judged, the states of all as they were. */
  judge(node: PlanNode, judged: PartitionSubset, before: AssetStates | undefined): Promise<AssetStates>
}

/**
 * @param again what is certain to be judged of each asset.
 * @param states of the assets that were judged, which the caller adds: those that one reads come before it.
 * @param chunks need not be loaded; those that are found are added.
 */
export function judging(
  { graph, nodes, externals, environment, snapshot }: StatesRequest,
  again: ReadonlyMap<string, PartitionSubset>,
  states: ReadonlyMap<string, AssetStates>,
  chunks: HeldChunks,
): Judging {
  const loaded = loading(request => snapshot.judged(request), environment)
  let progress: InProgress | undefined
  const isUnreadable = (asset: string, ordinal: number) =>
    progress?.asset === asset ? progress.isUnreadable(ordinal) : contains(states.get(asset)!.unreadable, ordinal)
  const available: AvailableAt = (asset, ordinal) => {
    const of = loaded.of(asset)
    if (isUnreadable(asset, ordinal)) return { kind: 'blocked', by: unreadableCause(graph.get(asset)!, ordinal) }
    const row = of.row(ordinal)
    if (row) return { kind: 'content', of: row }
    const erasure = of.erasure(ordinal)
    return erasure ? erasedAvailability(erasure, of.beforeErasure(ordinal)) : { kind: 'missing' }
  }
  const wide = wideReads(graph, available, chunks.of)
  const ahead = loadingAhead(nodes, again, graph, loaded, chunks.of)
  const context: JudgeContext = { graph, externals, loaded, available, wide, forced: false, evenErased: false }

  const judge = async (node: PlanNode, judged: PartitionSubset, before: AssetStates | undefined) => {
    await ahead.load(node, judged)
    const found = judgePartitions(node, judged, before, context, begun => {
      progress = begun
    })
    progress = undefined
    if (readsItself(node)) wide.forget(node.name)
    return found
  }
  return {
    async judge(node, judged, before) {
      const found = await judge(node, judged, before)
      const followers = before && readsItself(node) ? followersOf(node, before, found) : undefined
      const states = followers && difference(followers, judged).count > 0 ? await judge(node, followers, found) : found
      for (const asset of ahead.done(node)) {
        const found = wide.chunksOf(asset)
        if (found) chunks.found(asset, found)
        wide.forget(asset)
      }
      return states
    },
  }
}

/** In an own past, all that follows the first partition that became failed or blocked, or is so no more: it was judged by what was before. */
function followersOf({ partitions }: PlanNode, before: AssetStates, now: AssetStates): PartitionSubset | undefined {
  const first = firstOf(differing(before.unreadable, now.unreadable))
  return first && subsetOfRanges(partitions, [[first.ordinal + 1, partitions.count]])
}

/** What keeps the upstream partition from being read is a matter of its own states; it is none that ends with one more step. */
function unreadableCause({ name, partitions }: PlanNode, ordinal: number) {
  return { asset: name, partition: partitions.at(ordinal).key, code: 'INPUT_UNREADABLE' }
}
