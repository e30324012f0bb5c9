/** What the current version of a partition was made from, or what was made from it: a flat graph of materializations. */
import type { ProjectConfig } from '../catalog/define-config.ts'
import type { Verdict } from '../contract/verdict.ts'
import { type ErasedBy, type ErasureDocument, erasedBy, erasureDocument } from '../erase/erased-by.ts'
import { VarveError } from '../foundation/errors.ts'
import type { JsonObject } from '../foundation/json.ts'
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import type { Materialization, Provenance } from '../ledger/records.ts'
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
    return project.ledger.read(snapshot => {
      const root = currentVersion(node, partition, snapshot, environment)
      return walk(root, depth, { project, snapshot, reads: recordedReads(snapshot), downstream, erasureOf: erasedBy(snapshot.erasures()) })
    })
  })
}

interface Walk {
  readonly project: Project
  readonly snapshot: LedgerSnapshot
  readonly reads: RecordedReads
  readonly downstream: boolean
  readonly erasureOf: ErasedBy
}

function walk(root: Materialization, depth: number, context: Walk): LineageDocument {
  const nodes: Record<string, LineageNode> = { [root.id]: materializationNode(root, context) }
  const edges: LineageEdge[] = []
  let frontier: readonly Materialization[] = [root]
  for (let step = 0; step < depth && frontier.length > 0; step += 1) {
    const found = new Map<string, Materialization>()
    for (const materialization of frontier) {
      for (const { edge, node, next } of context.downstream ? readers(materialization, context) : sources(materialization, context)) {
        edges.push(edge)
        const id = context.downstream ? edge.to : edge.from
        if (id in nodes) continue
        nodes[id] = node
        if (next) found.set(id, next)
      }
    }
    frontier = [...found.values()]
  }
  return { root: root.id, nodes, edges }
}

interface Found {
  readonly edge: LineageEdge
  readonly node: LineageNode
  readonly next: Materialization | undefined
}

function sources(materialization: Materialization, context: Walk): readonly Found[] {
  return materialization.lineage.flatMap((input): readonly Found[] => {
    if (input.external !== null) {
      const edge = { from: `${input.asset}:${input.external}`, to: materialization.id, input: input.input, partitions: '', missing: '' }
      return [{ edge, node: externalNode(input.asset, input.external), next: undefined }]
    }
    return context.reads.of(input).map(upstream => {
      const edge = { from: upstream.id, to: materialization.id, input: input.input, partitions: upstream.partition, missing: input.missing }
      return { edge, node: materializationNode(upstream, context), next: upstream }
    })
  })
}

function readers(materialization: Materialization, context: Walk): readonly Found[] {
  return context.snapshot.readersOf(materialization.asset).flatMap(reader =>
    reader.lineage
      .filter(input => context.reads.has(input, materialization))
      .map(input => ({
        edge: {
          from: materialization.id,
          to: reader.id,
          input: input.input,
          partitions: materialization.partition,
          missing: input.missing,
        },
        node: materializationNode(reader, context),
        next: reader,
      })),
  )
}

function materializationNode(materialization: Materialization, { project, erasureOf }: Walk): LineageNode {
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
