/** What would be done and why; writes nothing. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import { buildPlan } from '../plan/build-plan.ts'
import { type PlanDocument, planDocument } from '../plan/plan-document.ts'
import { guarded } from '../user-code/guard.ts'
import { inProject } from './command.ts'
import { observeExternals } from './observe-externals.ts'
import type { OpenOptions } from './open-project.ts'
import { planGraph } from './plan-graph.ts'
import { openOptions, requireOptions, selectionOptions } from './require-options.ts'
import { externalsOf, planRequest, type SelectionRequest } from './selection.ts'

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
    return planDocument(await project.ledger.read(snapshot => buildPlan(graph, snapshot, externals, wanted)))
  })
}
