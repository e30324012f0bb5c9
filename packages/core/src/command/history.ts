/** The materializations of an asset or of one partition, newest first. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { Verdict } from '../contract/verdict.ts'
import { type ErasureDocument, erasedBy, erasureDocument } from '../erase/erased-by.ts'
import type { Materialization } from '../ledger/records.ts'
import { madeFor } from '../plan/made-for.ts'
import type { PlanNode } from '../plan/node.ts'
import { resolveReference } from '../plan/reference.ts'
import { hiddenPartition } from '../project/hidden-partition.ts'
import { planGraph } from '../project/plan-graph.ts'
import { requireOptions } from '../project/require-options.ts'
import { environmentOf } from '../project/selection.ts'
import { type ArtifactDocument, artifactDocument } from './artifact-document.ts'
import { inProject } from './frame.ts'
import { type PathRequest, pathOptions } from './path.ts'

export interface HistoryDocument {
  readonly versions: readonly {
    readonly id: string
    readonly partition: string | null
    readonly version: string
    readonly current: boolean
    /** The windows that the key meant when it was made, by dimension of time; null where that was not recorded. */
    readonly windows: readonly WindowDocument[] | null
    /** The key means another window now: what is current in the ledger is then missing for everything else. */
    readonly otherWindow: boolean
    /** The present definition has no such partition. */
    readonly hidden: boolean
    /** When, why and by whom its bytes were erased; null where they were not. */
    readonly erased: ErasureDocument | null
    readonly run: string
    readonly createdAt: string
    readonly artifact: ArtifactDocument
    readonly contract: { readonly ok: boolean; readonly hash: string; readonly verdict: Verdict } | null
  }[]
}

/** Half-open, as ISO 8601. */
interface WindowDocument {
  readonly dimension: string
  readonly start: string
  readonly end: string
}

/**
 * Also of a partition that the present definition does not have, where versions of it were made.
 *
 * @throws UNKNOWN_ASSET UNKNOWN_PARTITION
 */
export async function history(config: ProjectConfig, reference: string, request: PathRequest = {}): Promise<HistoryDocument> {
  requireOptions('history', request, pathOptions)
  return inProject(config, request, 'past', async project => {
    const graph = await planGraph(project)
    const environment = environmentOf(request)
    return project.ledger.read(snapshot => {
      const { node, partition } = hiddenPartition(graph, reference, snapshot) ?? resolveReference(graph, reference)
      const erasureOf = erasedBy(snapshot.erasures())
      return {
        versions: snapshot.history(node.name, partition).map(materialization => ({
          id: materialization.id,
          partition: materialization.partition === '' ? null : materialization.partition,
          version: materialization.version,
          current: snapshot.currentOf(environment, materialization.asset, materialization.partition)?.id === materialization.id,
          windows: windowDocuments(materialization),
          ...againstNow(materialization, node),
          erased: erasureDocument(erasureOf(materialization)),
          run: materialization.run,
          createdAt: new Date(materialization.createdAt).toISOString(),
          artifact: artifactDocument(materialization.artifact, project.store),
          contract: materialization.contract && { ok: materialization.contract.verdict.ok, ...materialization.contract },
        })),
      }
    })
  })
}

function windowDocuments({ windows }: Materialization): readonly WindowDocument[] | null {
  const iso = (instant: number) => new Date(instant).toISOString()
  return windows === null ? null : windows.map(({ dimension, start, end }) => ({ dimension, start: iso(start), end: iso(end) }))
}

function againstNow(
  materialization: Materialization,
  { partitions }: PlanNode,
): { readonly otherWindow: boolean; readonly hidden: boolean } {
  const isOfNow = materialization.partition !== '' || partitions.set.kind === 'none'
  const ordinal = isOfNow ? partitions.ordinalOf(materialization.partition) : undefined
  if (ordinal === undefined) return { otherWindow: false, hidden: true }
  return { otherWindow: madeFor(partitions.at(ordinal), materialization) === undefined, hidden: false }
}
