/** What moved since states were kept: one question for all assets that are behind. */
import { type PartitionSubset, subsetOf } from '@varve/partitions'
import type { Sequence } from '../../ledger/records.ts'
import type { AssetEntry, LedgerSnapshot } from '../../ledger/snapshot.ts'
import type { PlanGraph, PlanNode } from '../node.ts'
import type { Kept } from './kept.ts'

/** Events of an asset count from the oldest state on that has to know them: its own, or that of a reader. */
export async function movedSince(
  nodes: readonly PlanNode[],
  graph: PlanGraph,
  kept: ReadonlyMap<string, Kept>,
  entries: ReadonlyMap<string, AssetEntry>,
  snapshot: Pick<LedgerSnapshot, 'moved'>,
): Promise<(asset: string) => PartitionSubset | undefined> {
  const oldest = oldestToKnow(nodes, kept)
  const behind = [...oldest].flatMap(([asset, after]) => ((entries.get(asset)?.head ?? 0) > after ? [{ asset, after }] : []))
  const moved = new Map(
    (behind.length === 0 ? [] : await snapshot.moved(behind)).map(({ asset, partitions }) => [
      asset,
      subsetOfKeys(graph.get(asset)!, partitions),
    ]),
  )
  return asset => moved.get(asset)
}

function oldestToKnow(nodes: readonly PlanNode[], kept: ReadonlyMap<string, Kept>): ReadonlyMap<string, Sequence> {
  const oldest = new Map<string, Sequence>()
  const know = (asset: string, after: Sequence) => oldest.set(asset, Math.min(after, oldest.get(asset) ?? after))
  for (const { name, inputs } of nodes) {
    const state = kept.get(name)
    if (!state) continue
    know(name, state.sequence)
    for (const input of inputs) if (input.kind === 'asset') know(input.asset, state.sequence)
  }
  return oldest
}

/** Keys that the set does not have now are of no partition that could be judged. */
function subsetOfKeys({ partitions }: PlanNode, keys: readonly string[]): PartitionSubset {
  return subsetOf(
    partitions,
    keys.map(key => partitions.ordinalOf(key)).filter(ordinal => ordinal !== undefined),
  )
}
