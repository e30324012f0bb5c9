/** Judges some partitions of an asset in order, and gives the states of all of them: those that are not judged stay as they were. */
import { contains, difference, ordinals, type PartitionSubset, union } from '@varve/partitions'
import { type Collected, collected } from '../collected.ts'
import { isAwaited } from '../fix-of-cause.ts'
import { type JudgeContext, type Judgement, judge } from '../judge.ts'
import type { PlanNode } from '../node.ts'
import { stepOf } from '../step.ts'
import { type AssetStates, assetStates, type NamedState, namedStates, type State } from './asset-states.ts'

/** An asset while it is judged: its own past is read as it was judged just now, or as it was before. */
export interface InProgress {
  readonly asset: string
  isUnreadable(ordinal: number): boolean
}

/** @param begin is called before the first partition is judged: from then on the asset is in progress. */
export function judgePartitions(
  node: PlanNode,
  judged: PartitionSubset,
  before: AssetStates | undefined,
  context: JudgeContext,
  begin: (progress: InProgress) => void,
): AssetStates {
  const found = Object.fromEntries(namedStates.map(state => [state, collected()])) as Record<NamedState, Collected>
  const unreadable = new Set<number>()
  begin({
    asset: node.name,
    isUnreadable: ordinal =>
      unreadable.has(ordinal) || (before !== undefined && !contains(judged, ordinal) && contains(before.unreadable, ordinal)),
  })
  for (const ordinal of ordinals(judged)) {
    const judgement = judge(stepOf(node, ordinal), context)
    const row = context.loaded.of(node.name).row(ordinal)
    const state = stateOf(judgement, row !== undefined && !row.isLost)
    if (state !== 'fresh') found[state].add(ordinal)
    if (state === 'failed' || state === 'blocked') unreadable.add(ordinal)
    if (judgement.kind === 'erased') found.erased.add(ordinal)
  }
  return assetStates(node, state => {
    const now = found[state].in(node.partitions)
    return before ? union(difference(before[state], judged), now) : now
  })
}

/** @param exists whether anything is current whose bytes are not lost. */
function stateOf(judgement: Judgement, exists: boolean): State {
  switch (judgement.kind) {
    case 'fresh':
      return 'fresh'
    case 'rejected':
      return 'failed'
    case 'blocked':
      if (!isAwaited(judgement.by.code)) return 'blocked'
      return exists ? 'stale' : 'missing'
    case 'run':
      if (judgement.failed) return 'failed'
      return exists ? 'stale' : 'missing'
    default:
      return exists ? 'stale' : 'missing'
  }
}
