/** What the states are, found in the plainest way: every partition is judged, each asset after all that it reads. */
import { everything } from '@varve/partitions'
import type { LedgerSnapshot } from '../../../../packages/core/src/ledger/snapshot.ts'
import type { Available } from '../../../../packages/core/src/plan/available.ts'
import { erasedAvailability } from '../../../../packages/core/src/plan/erased.ts'
import { isAwaited } from '../../../../packages/core/src/plan/fix-of-cause.ts'
import { causeOf, type JudgeContext, type Judgement, judge } from '../../../../packages/core/src/plan/judge.ts'
import { loading } from '../../../../packages/core/src/plan/loading.ts'
import type { Externals, PlanGraph } from '../../../../packages/core/src/plan/node.ts'
import { stepOf } from '../../../../packages/core/src/plan/step.ts'
import { wideReads } from '../../../../packages/core/src/plan/wide-reads.ts'

export interface JudgedPartition {
  readonly state: string
  readonly judgement: Judgement
}

/** By asset, in the order of its partitions. */
export async function judgeEverything(
  graph: PlanGraph,
  externals: Externals,
  environment: string,
  snapshot: Pick<LedgerSnapshot, 'judged'>,
): Promise<ReadonlyMap<string, readonly JudgedPartition[]>> {
  const loaded = loading(request => snapshot.judged(request), environment)
  await loaded.require(
    [...graph.values()].map(node => ({ node, current: everything(node.partitions), others: everything(node.partitions) })),
  )
  const availability = new Map<string, Available[]>()
  const found = new Map<string, JudgedPartition[]>()
  for (const [name, node] of graph) {
    const ofAsset: Available[] = []
    const judged: JudgedPartition[] = []
    availability.set(name, ofAsset)
    found.set(name, judged)
    const own = loaded.of(name)
    for (let ordinal = 0; ordinal < node.partitions.count; ordinal += 1) {
      const available = (asset: string, at: number) => availability.get(asset)![at]!
      // Nothing is remembered from one partition to the next.
      const wide = wideReads(graph, available)
      const context: JudgeContext = { graph, externals, loaded, available, wide, forced: false, evenErased: false }
      const step = stepOf(node, ordinal)
      const judgement = judge(step, context)
      const row = own.row(ordinal)
      const state = stateOf(judgement, row !== undefined && !row.isLost)
      const by = state === 'blocked' || state === 'failed' ? causeOf(step, judgement) : undefined
      judged.push({ state: judgement.kind === 'erased' ? `${state}, erased` : state, judgement })
      if (judgement.kind === 'erased') ofAsset.push(erasedAvailability(judgement.erasure, own.beforeErasure(ordinal)))
      else if (by) ofAsset.push({ kind: 'blocked', by })
      else ofAsset.push(row ? { kind: 'content', of: row } : { kind: 'missing' })
    }
  }
  return found
}

function stateOf(judgement: Judgement, exists: boolean): string {
  if (judgement.kind === 'fresh') return 'fresh'
  if (judgement.kind === 'rejected' || (judgement.kind === 'run' && judgement.failed)) return 'failed'
  if (judgement.kind === 'blocked' && !isAwaited(judgement.by.code)) return 'blocked'
  return exists ? 'stale' : 'missing'
}
