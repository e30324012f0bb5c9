/** What a run plans from: the graph of now, the tree looked at and repaired, externals observed and judged, then the plan. */
import { isVarveError } from '../foundation/errors.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { buildPlan, type PlanRequest } from '../plan/build/build-plan.ts'
import type { Externals, PlanGraph } from '../plan/node.ts'
import type { Plan } from '../plan/plan.ts'
import { keepStates } from '../plan/state/keep-states.ts'
import { observeExternals } from '../project/observe-externals.ts'
import type { Project } from '../project/open-project.ts'
import { planGraph } from '../project/plan-graph.ts'
import { externalsOf } from '../project/selection.ts'
import { settleOutbox } from '../settle/settle-outbox.ts'
import { comparePartitions } from '../tree/compare-partitions.ts'
import { healTree } from '../tree/heal-tree.ts'
import { auditExternals, type Look } from './audit-externals.ts'

export interface PlannedRun {
  readonly graph: PlanGraph
  readonly externals: Externals
  readonly plan: Plan
  /** What was queued for the tree up to this number was tried before the run. */
  readonly triedUpTo: number
}

export async function planRun(project: Project, wanted: PlanRequest, look: Look): Promise<PlannedRun | 'interrupted'> {
  const { ledger, store, clock } = project
  const graph = await planGraph(project)
  await comparePartitions(ledger, graph, wanted.environment)
  const { upTo } = await settleOutbox(project, look.here)
  const externals = await lookedAt(project, wanted, look)
  if (externals === 'interrupted') return externals
  const plan = async () => {
    const built = await withSnapshot(ledger, snapshot => buildPlan(graph, snapshot, externals, wanted))
    await keepStates(project, wanted.environment, built.toKeep)
    return built.plan
  }
  const first = await plan()
  // What is found lost as the tree is looked at is missing: so the plan is made again.
  const healed = await healTree({ ledger, store, clock, boot: look.here.boot }, first)
  return { graph, externals, plan: healed ? await plan() : first, triedUpTo: upTo }
}

/** Externals as they are now, each judged by its contract. */
async function lookedAt(project: Project, wanted: PlanRequest, look: Look): Promise<Externals | 'interrupted'> {
  try {
    const observed = await observeExternals(project, externalsOf(project, wanted), { record: true, guard: look.guard, signal: look.signal })
    return await auditExternals(project, observed, look)
  } catch (error) {
    if (look.signal?.aborted && isVarveError(error) && error.code === 'INTERRUPTED') return 'interrupted'
    throw error
  }
}
