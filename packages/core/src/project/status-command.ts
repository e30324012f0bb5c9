/** How each asset stands. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import { selectAssets } from '../graph/select.ts'
import { projection, type StatusDocument, type StatusDocumentAsset, statusDocument } from '../plan/status.ts'
import { inProject } from './command.ts'
import { recallExternals } from './observe-externals.ts'
import type { OpenOptions } from './open-project.ts'
import { planGraph } from './plan-graph.ts'
import { environmentOf, type SelectionRequest, selections } from './selection.ts'

export type StatusRequest = OpenOptions & Pick<SelectionRequest, 'select' | 'environment'>

/** Every partition in exactly one state; externals as they were last seen. @throws UNKNOWN_ASSET */
export async function status(config: ProjectConfig, request: StatusRequest = {}): Promise<StatusDocument> {
  return inProject(config, request, 'state', async project => {
    const selected = selections(request)
    const { graph: catalogGraph } = config.catalog
    const names = selected.length === 0 ? catalogGraph.names : selectAssets(catalogGraph, selected).names
    const environment = environmentOf(request)
    const graph = await planGraph(project)
    const code = await project.code()
    return project.ledger.read(snapshot => {
      const standing = projection(graph, snapshot, recallExternals(project, code, snapshot)).standing(environment)
      const observed = (name: string): StatusDocumentAsset['observed'] => {
        const last = snapshot.observation(name)
        return last ? { version: last.version, at: new Date(last.at).toISOString() } : null
      }
      const assets = names.flatMap(name => {
        const stands = standing.get(name)
        if (stands) return [statusDocument(stands)]
        return config.catalog.externals.has(name) ? [{ ...externalStatus(name), observed: observed(name) }] : []
      })
      return { environment, assets }
    })
  })
}

function externalStatus(asset: string): StatusDocumentAsset {
  const ranges = { fresh: '', stale: '', missing: '', failed: '', blocked: '' }
  const counts = { total: 0, fresh: 0, stale: 0, missing: 0, failed: 0, blocked: 0 }
  return { asset, ...counts, ranges, freshness: { state: null, latest: null, expected: null }, observed: null, changed: null }
}
