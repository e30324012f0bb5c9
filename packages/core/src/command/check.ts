/** Findings about catalog, config and source, all together; runs nothing and writes nothing. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import { type CheckFinding, placesOf } from '../check/check.ts'
import { checks } from '../check/checks.ts'
import { keysIn } from '../ledger/dynamic-keys.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { analysedSource } from '../project/code-versions.ts'
import type { OpenOptions } from '../project/open-project.ts'
import { openOptions, requireOptions } from '../project/require-options.ts'
import { inProject } from './frame.ts'

export interface CheckDocument {
  readonly ok: boolean
  readonly assets: number
  readonly edges: number
  readonly findings: readonly CheckFinding[]
}

export async function check(config: ProjectConfig, request: OpenOptions = {}): Promise<CheckDocument> {
  requireOptions('check', request, openOptions)
  return inProject(config, request, 'definitions', async project => {
    const { parts: source, reads } = await analysedSource(config, project.base)
    const keys = keysIn(await withSnapshot(project.ledger, snapshot => snapshot.dynamicKeys()))
    const { limits } = project.store
    const subject = { config, source, places: placesOf(source), reads, limits, keys }
    const findings = checks.flatMap(one => one(subject))
    const { catalog } = config
    return {
      ok: findings.every(({ severity }) => severity !== 'error'),
      assets: catalog.assets.size,
      edges: catalog.graph.edges.length,
      findings,
    }
  })
}
