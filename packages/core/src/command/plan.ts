/** What would be done and why; writes nothing. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { buildPlan } from '../plan/build/build-plan.ts'
import { type PlanDocument, planDocument } from '../plan/plan-document.ts'
import { keepStates } from '../plan/state/keep-states.ts'
import { observeExternals } from '../project/observe-externals.ts'
import type { OpenOptions } from '../project/open-project.ts'
import { planGraph } from '../project/plan-graph.ts'
import { openOptions, requireOptions, selectionOptions } from '../project/require-options.ts'
import { externalsOf, planRequest, type SelectionRequest } from '../project/selection.ts'
import { guarded } from '../user-code/guard.ts'
import { inProject } from './frame.ts'

export interface PlanCommandRequest extends OpenOptions, SelectionRequest {}

/**
 * The plan that `materialize` would run now.
 *
 * @throws UNKNOWN_ASSET UNKNOWN_PARTITION BAD_SELECTION
 */
export async function plan(config: ProjectConfig, request: PlanCommandRequest = {}): Promise<PlanDocument> {
  requireOptions('plan', request, { ...openOptions, ...selectionOptions })
  return inProject(config, request, 'plan', async project => {
    const wanted = planRequest(project, request)
    const graph = await planGraph(project)
    const externals = await guarded({}, guard => observeExternals(project, externalsOf(project, wanted), { record: false, guard }))
    const { plan, toKeep } = await withSnapshot(project.ledger, snapshot => buildPlan(graph, snapshot, externals, wanted))
    await keepStates(project, wanted.environment, toKeep)
    return planDocument(plan)
  })
}
