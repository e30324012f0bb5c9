/** The materializations of an asset or of one partition, newest first. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { Verdict } from '../contract/verdict.ts'
import { type ArtifactDocument, artifactDocument } from './artifact-document.ts'
import { inProject } from './command.ts'
import type { PathRequest } from './path-command.ts'
import { planGraph } from './plan-graph.ts'
import { resolveReference } from './reference.ts'
import { environmentOf } from './selection.ts'

export interface HistoryDocument {
  readonly versions: readonly {
    readonly id: string
    readonly partition: string | null
    readonly version: string
    readonly current: boolean
    readonly run: string
    readonly createdAt: string
    readonly artifact: ArtifactDocument
    readonly contract: { readonly ok: boolean; readonly hash: string; readonly verdict: Verdict } | null
  }[]
}

/** @throws UNKNOWN_ASSET UNKNOWN_PARTITION */
export async function history(config: ProjectConfig, reference: string, request: PathRequest = {}): Promise<HistoryDocument> {
  return inProject(config, request, true, async project => {
    const { node, partition } = resolveReference(await planGraph(project), reference)
    const environment = environmentOf(request)
    return project.ledger.read(snapshot => ({
      versions: snapshot.history(node.name, partition).map(made => ({
        id: made.id,
        partition: made.partition === '' ? null : made.partition,
        version: made.version,
        current: snapshot.currentOf(environment, made.asset, made.partition)?.id === made.id,
        run: made.run,
        createdAt: new Date(made.createdAt).toISOString(),
        artifact: artifactDocument(made.artifact, project.store),
        contract: made.contract && { ok: made.contract.verdict.ok, ...made.contract },
      })),
    }))
  })
}
