/** What the current version of a partition was made from, or what was made from it: a flat graph of materializations. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { Verdict } from '../contract/verdict.ts'
import { type ErasedBy, type ErasureDocument, erasedBy, erasureDocument } from '../erase/erased-by.ts'
import { VarveError } from '../foundation/errors.ts'
import type { JsonObject } from '../foundation/json.ts'
import { inBatches } from '../ledger/in-batches.ts'
import { materializationPages } from '../ledger/pages.ts'
import type { Materialization, Provenance } from '../ledger/records.ts'
import type { LedgerSnapshot } from '../ledger/snapshot.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { resolvePartition } from '../plan/reference.ts'
import type { Project } from '../project/open-project.ts'
import { planGraph } from '../project/plan-graph.ts'
import { requireOptions } from '../project/require-options.ts'
import { environmentOf } from '../project/selection.ts'
import { recordedConfig } from '../secret/recorded-config.ts'
import { type ArtifactDocument, artifactDocument } from './artifact-document.ts'
import { currentVersion } from './current-version.ts'
import { inProject } from './frame.ts'
import { type PathRequest, pathOptions } from './path.ts'
import { type RecordedReads, recordedReads } from './recorded-reads.ts'

export interface LineageDocument {
  /** The id of the node that was asked for. */
  readonly root: string
  readonly nodes: Readonly<Record<string, LineageNode>>
  readonly edges: readonly LineageEdge[]
}

/** A materialization, or a version of an external (whose unknown fields are null). */
export interface LineageNode {
  readonly asset: string
  readonly partition: string | null
  readonly version: string
  readonly definitionHash: string | null
  readonly codeVersion: string | null
  readonly configHash: string | null
  readonly config: JsonObject | null
  readonly artifact: ArtifactDocument | null
  readonly run: string | null
  readonly createdAt: string | null
  readonly provenance: Provenance
  readonly contract: { readonly ok: boolean; readonly hash: string; readonly verdict: Verdict } | null
  readonly complete: boolean
  readonly short: boolean
  /** Each input as it was read; one of which nothing existed is named here alone, since no edge leads to it. */
  readonly inputs: readonly LineageRead[]
  /** When, why and by whom its bytes were erased; null where they were not. */
  readonly erased: ErasureDocument | null
}

/** Texts as in every `partitions` field: empty where nothing was read, or nothing was missing. */
export interface LineageRead {
  readonly input: string
  readonly asset: string
  readonly partitions: string
  readonly missing: string
  /** The version of an external; null for an asset. */
  readonly external: string | null
}

/** `from` was read by `to`. */
export interface LineageEdge {
  readonly from: string
  readonly to: string
  readonly input: string
  readonly partitions: string
  readonly missing: string
}

export interface LineageRequest extends PathRequest {
  /** Follow readers instead of inputs. */
  readonly downstream?: boolean | undefined
  /** How far; default 1. */
  readonly depth?: number | undefined
}

/** @throws UNKNOWN_ASSET UNKNOWN_PARTITION NOT_MATERIALIZED MADE_FOR_OTHER_WINDOW BAD_REQUEST */
export async function lineage(config: ProjectConfig, reference: string, request: LineageRequest = {}): Promise<LineageDocument> {
  requireOptions('lineage', request, { ...pathOptions, downstream: true, depth: true })
  const { downstream = false, depth = 1 } = request
  if (!Number.isInteger(depth) || depth < 0)
    throw new VarveError('BAD_REQUEST', { what: `depth is ${depth}`, fix: 'give a whole number of at least 0' })
  return inProject(config, request, 'past', async project => {
    const graph = await planGraph(project)
    const { node, partition } = resolvePartition(graph, reference)
    const environment = environmentOf(request)
    return withSnapshot(project.ledger, async snapshot => {
      const root = await currentVersion(node, partition, snapshot, environment)
      const erasureOf = erasedBy(await snapshot.erasures())
      const next = downstream ? readersOf(snapshot, recordedReads(snapshot)) : sourcesOf(recordedReads(snapshot))
      return walk(root, depth, next, { project, erasureOf })
    })
  })
}

interface Shown {
  readonly project: Project
  readonly erasureOf: ErasedBy
}

/** An edge to what was not known yet: a materialization, or a version of an external. */
interface Found {
  readonly edge: LineageEdge
  readonly id: string
  readonly of: Materialization | { readonly external: string; readonly version: string }
}

/** For each of some materializations what is next to it. */
type Next = (materializations: readonly Materialization[]) => Promise<readonly (readonly Found[])[]>

/** So many are asked about at once that a step is a few questions, and so few that what each read fits in memory. */
const frontierAtOnce = 256

async function walk(root: Materialization, depth: number, next: Next, shown: Shown): Promise<LineageDocument> {
  const nodes: Record<string, LineageNode> = { [root.id]: materializationNode(root, shown) }
  const edges: LineageEdge[] = []
  let frontier: readonly Materialization[] = [root]
  for (let step = 0; step < depth && frontier.length > 0; step += 1) {
    const beyond: Materialization[] = []
    for (const { edge, id, of } of (await inBatches(frontier, next, frontierAtOnce)).flat()) {
      edges.push(edge)
      if (id in nodes) continue
      nodes[id] = 'external' in of ? externalNode(of.external, of.version) : materializationNode(of, shown)
      if (!('external' in of)) beyond.push(of)
    }
    frontier = beyond
  }
  return { root: root.id, nodes, edges }
}

function sourcesOf(reads: RecordedReads): Next {
  return async materializations => {
    const inputs = materializations.flatMap(({ lineage }) => lineage.filter(({ external }) => external === null))
    const answers = await reads.of(inputs)
    const read = new Map(inputs.map((input, index) => [input, answers[index]!]))
    return materializations.map(({ id: to, lineage }) =>
      lineage.flatMap((lineageInput): readonly Found[] => {
        const { input, asset, missing, external } = lineageInput
        if (external !== null) {
          const id = `${asset}:${external}`
          return [{ edge: { from: id, to, input, partitions: '', missing: '' }, id, of: { external: asset, version: external } }]
        }
        return read.get(lineageInput)!.map(of => ({ edge: { from: of.id, to, input, partitions: of.partition, missing }, id: of.id, of }))
      }),
    )
  }
}

function readersOf(snapshot: LedgerSnapshot, reads: RecordedReads): Next {
  return async materializations => {
    const found = new Map(materializations.map(one => [one.id, [] as Found[]]))
    for (const reading of new Set(materializations.map(({ asset }) => asset))) {
      const ofAsset = materializations.filter(({ asset }) => asset === reading)
      for await (const page of materializationPages(page => snapshot.materializations(page), { reading })) {
        const inputs = page.flatMap(reader => reader.lineage.flatMap(input => (input.asset === reading ? [{ reader, input }] : [])))
        const answers = await reads.among(
          inputs.map(({ input }) => input),
          ofAsset,
        )
        for (const [index, { reader, input }] of inputs.entries()) {
          for (const { id: from, partition: partitions } of answers[index]!) {
            const edge = { from, to: reader.id, input: input.input, partitions, missing: input.missing }
            found.get(from)!.push({ edge, id: reader.id, of: reader })
          }
        }
      }
    }
    return materializations.map(({ id }) => found.get(id)!)
  }
}

function materializationNode(materialization: Materialization, { project, erasureOf }: Shown): LineageNode {
  return {
    asset: materialization.asset,
    partition: materialization.partition === '' ? null : materialization.partition,
    version: materialization.version,
    definitionHash: materialization.definitionHash,
    codeVersion: materialization.codeVersion,
    configHash: materialization.configHash,
    config: recordedConfig(materialization.config, project.config.configs.get(materialization.asset)?.shown, project.mask),
    artifact: artifactDocument(materialization.artifact, project.store),
    run: materialization.run,
    createdAt: new Date(materialization.createdAt).toISOString(),
    provenance: materialization.provenance,
    contract: materialization.contract && { ok: materialization.contract.verdict.ok, ...materialization.contract },
    complete: materialization.complete,
    short: materialization.lineage.some(input => input.short),
    inputs: materialization.lineage.map(({ input, asset, partitions, missing, external }) => ({
      input,
      asset,
      partitions,
      missing,
      external,
    })),
    erased: erasureDocument(erasureOf(materialization)),
  }
}

function externalNode(asset: string, version: string): LineageNode {
  const unknown = {
    definitionHash: null,
    codeVersion: null,
    configHash: null,
    config: null,
    artifact: null,
    run: null,
    createdAt: null,
    contract: null,
  }
  const provenance = { gitCommit: null, gitDirty: null, node: null, lockfile: null, image: null }
  return { asset, partition: null, version, ...unknown, provenance, complete: true, short: false, inputs: [], erased: null }
}
