/** The materializations of an asset or of one partition, newest first. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { Verdict } from '../contract/verdict.ts'
import { type ErasureDocument, erasedBy, erasureDocument } from '../erase/erased-by.ts'
import { materializationPages } from '../ledger/pages.ts'
import type { Erasure, Materialization, Sequence } from '../ledger/records.ts'
import type { LedgerSnapshot } from '../ledger/snapshot.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { madeFor } from '../plan/made-for.ts'
import type { PlanNode } from '../plan/node.ts'
import { resolveReference } from '../plan/reference.ts'
import { hiddenPartition } from '../project/hidden-partition.ts'
import type { Project } from '../project/open-project.ts'
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
    return withSnapshot(project.ledger, async snapshot => {
      const { node, partition } = (await hiddenPartition(graph, reference, snapshot)) ?? resolveReference(graph, reference)
      const erasureOf = erasedBy(await snapshot.erasures())
      const versions: HistoryDocument['versions'][number][] = []
      for await (const page of pagesOf(node.name, partition, snapshot)) {
        const current = await currentAmong(page, environment, snapshot)
        for (const one of page) versions.push(versionDocument(one, current.has(one.sequence), erasureOf(one), node, project))
      }
      return { versions }
    })
  })
}

async function* pagesOf(asset: string, partition: string | null, snapshot: LedgerSnapshot): AsyncGenerator<readonly Materialization[]> {
  if (partition === null) yield* materializationPages(page => snapshot.materializations(page), { of: asset })
  else yield await snapshot.history(asset, partition)
}

/** By their sequences. */
async function currentAmong(
  materializations: readonly Materialization[],
  environment: string,
  snapshot: LedgerSnapshot,
): Promise<ReadonlySet<Sequence>> {
  const named = new Map(materializations.map(({ asset, partition }) => [partition, { environment, asset, partition }]))
  const current = await snapshot.current([...named.values()])
  return new Set(current.flatMap(one => (one ? [one.sequence] : [])))
}

function versionDocument(
  materialization: Materialization,
  current: boolean,
  erasure: Erasure | undefined,
  node: PlanNode,
  { store }: Project,
): HistoryDocument['versions'][number] {
  const { id, partition, version, run, createdAt, artifact, contract } = materialization
  return {
    id,
    partition: partition === '' ? null : partition,
    version,
    current,
    windows: windowDocuments(materialization),
    ...againstNow(materialization, node),
    erased: erasureDocument(erasure),
    run,
    createdAt: new Date(createdAt).toISOString(),
    artifact: artifactDocument(artifact, store),
    contract: contract && { ok: contract.verdict.ok, ...contract },
  }
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
