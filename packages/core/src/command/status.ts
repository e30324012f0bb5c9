/** The state of each asset. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import { selectAssets } from '../graph/select.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { changedPartitions } from '../plan/changed-partitions.ts'
import { lookedAt } from '../plan/looked-at.ts'
import { entriesOf } from '../plan/state/entries-of.ts'
import { keepStates } from '../plan/state/keep-states.ts'
import { statesOf } from '../plan/state/states-of.ts'
import { type StatusDocument, type StatusDocumentAsset, statusDocument } from '../plan/state/status-document.ts'
import { withUpstream } from '../plan/upstream-of.ts'
import { recallExternals } from '../project/observe-externals.ts'
import type { OpenOptions } from '../project/open-project.ts'
import { planGraph } from '../project/plan-graph.ts'
import { openOptions, requireOptions } from '../project/require-options.ts'
import { environmentOf, type SelectionRequest, selections } from '../project/selection.ts'
import { inProject } from './frame.ts'

export type StatusRequest = OpenOptions & Pick<SelectionRequest, 'select' | 'environment'>

/** Every partition in exactly one state, judged by the last look at externals; the document says how old that is. @throws UNKNOWN_ASSET */
export async function status(config: ProjectConfig, request: StatusRequest = {}): Promise<StatusDocument> {
  requireOptions('status', request, { ...openOptions, select: true, environment: true })
  return inProject(config, request, 'state', async project => {
    const selected = selections(request)
    const { graph: catalogGraph } = config.catalog
    const names = selected.length === 0 ? catalogGraph.names : selectAssets(catalogGraph, selected).names
    const environment = environmentOf(request)
    const graph = await planGraph(project)
    const code = await project.code()
    const nodes = withUpstream(graph, names)
    const externalNames = new Set(config.catalog.externals.keys())
    const { found, changes, observations } = await withSnapshot(project.ledger, async snapshot => {
      const externals = await recallExternals(project, code, snapshot)
      const entries = await entriesOf(snapshot, environment)
      return {
        found: await statesOf({ graph, nodes, externals, environment, snapshot, entries }),
        changes: await changedPartitions(nodes, entries, snapshot),
        observations: await snapshot.observations([...externalNames]),
      }
    })
    await keepStates(project, environment, found.toKeep)
    const looks = lookedAt(catalogGraph, externalNames, observations, project.clock.now())
    const assets = names.flatMap(name => {
      const states = found.states.get(name)
      if (states) return [statusDocument(states, changes.get(name), looks.dependsOn(name))]
      return externalNames.has(name) ? [externalStatus(name, looks.observed(name))] : []
    })
    return { environment, assets }
  })
}

function externalStatus(asset: string, observed: StatusDocumentAsset['observed']): StatusDocumentAsset {
  const ranges = { fresh: '', stale: '', missing: '', failed: '', blocked: '' }
  const counts = { total: 0, fresh: 0, stale: 0, missing: 0, failed: 0, blocked: 0 }
  return {
    asset,
    ...counts,
    ranges,
    erased: '',
    observed,
    dependsOn: null,
    changed: null,
  }
}
