/** Which partitions must run, and why: from graph, ledger snapshot, externals and request. What is fresh costs nothing. */
import { type PartitionSubset, subsetOf } from '@varve/partitions'
import type { LedgerSnapshot } from '../../ledger/snapshot.ts'
import type { NewState } from '../../ledger/state.ts'
import type { AvailableAt } from '../available.ts'
import { changedPartitions } from '../changed-partitions.ts'
import { asksForErased, erasedAvailability } from '../erased.ts'
import type { JudgeContext } from '../judge.ts'
import { loading } from '../loading.ts'
import { loadingAhead } from '../loading-ahead.ts'
import type { Externals, PlanGraph, PlanNode } from '../node.ts'
import type { Plan, PlanFinding, PlannedAsset } from '../plan.ts'
import { entriesOf } from '../state/entries-of.ts'
import { type StatesFound, statesOf } from '../state/states-of.ts'
import { withUpstream } from '../upstream-of.ts'
import { type ChunksOf, chunksWithout, type WholeChunk } from '../whole-chunks.ts'
import { wideReads } from '../wide-reads.ts'
import { type BlockedContext, blockedGroups } from './blocked-groups.ts'
import { changeFindings } from './change-findings.ts'
import { newPlanning, type Planning, planAsset } from './plan-asset.ts'
import { type Scope, type ScopeRequest, scopeOf } from './scope.ts'
import { outdatedFindings, stateFindings } from './state-findings.ts'
import { certainToJudge, toJudge } from './to-judge.ts'

export interface PlanRequest extends ScopeRequest {
  readonly environment: string
  readonly force: boolean
}

export type PlanSnapshot = Pick<LedgerSnapshot, 'sequence' | 'assets' | 'moved' | 'judged' | 'dynamicKeys'>

export interface PlanBuilt {
  readonly plan: Plan
  /** States that were found for it: @see keepStates */
  readonly toKeep: readonly NewState[]
}

export async function buildPlan(graph: PlanGraph, snapshot: PlanSnapshot, externals: Externals, request: PlanRequest): Promise<PlanBuilt> {
  const { environment } = request
  const entries = await entriesOf(snapshot, environment)
  const nodes = withUpstream(graph, [...request.named, ...request.reached])
  const found = await statesOf({ graph, nodes, externals, environment, snapshot, entries })
  const scope = scopeOf(graph, request, found.states)
  const planned = await planAssets({ graph, snapshot, externals, request, found, scope })
  const changes = await changedPartitions(selectedNodes(scope), entries, snapshot)
  const context = blockedContext(graph, environment, planned)
  const assets = selectedNodes(scope).map(node => plannedAsset(node, scope.selected.get(node.name)!, planned.get(node.name)!, context))
  const findings: PlanFinding[] = []
  for (const node of selectedNodes(scope)) {
    findings.push(...changeFindings(node, changes.get(node.name), planned.get(node.name)!.unmade.in(node.partitions)))
  }
  for (const node of scope.assets) findings.push(...outdatedFindings(node, planned.get(node.name)!.outdated.in(node.partitions), scope))
  for (const asset of assets) findings.push(...stateFindings(asset, environment))
  return { plan: { environment, sequence: snapshot.sequence, assets, findings }, toKeep: found.toKeep }
}

interface Given {
  readonly graph: PlanGraph
  readonly snapshot: PlanSnapshot
  readonly externals: Externals
  readonly request: PlanRequest
  readonly found: StatesFound
  readonly scope: Scope
}

/** In topological order: each asset is judged by what the plan makes of those that it reads. */
async function planAssets({ graph, snapshot, externals, request, found, scope }: Given): Promise<ReadonlyMap<string, Planning>> {
  const planned = new Map<string, Planning>()
  const loaded = loading(asked => snapshot.judged(asked), request.environment)
  const available: AvailableAt = (asset, ordinal) => {
    const planning = planned.get(asset)!
    const step = planning.steps.get(ordinal)
    if (step) return step.kind === 'reuse' ? { kind: 'content', of: step.to } : possible
    const by = planning.causes.get(ordinal)
    if (by) return { kind: 'blocked', by }
    const of = loaded.of(asset)
    const row = of.row(ordinal)
    if (row) return { kind: 'content', of: row }
    const erasure = of.erasure(ordinal)
    return erasure ? erasedAvailability(erasure, of.beforeErasure(ordinal)) : missing
  }
  const chunks = new Map<string, readonly WholeChunk[]>()
  const chunksOf: ChunksOf = asset => chunks.get(asset) ?? found.chunksOf(asset)
  const wide = wideReads(graph, available, chunksOf)
  const unforced: JudgeContext = { graph, externals, loaded, available, wide, forced: false, evenErased: false }

  const certain = new Map<string, PartitionSubset>()
  for (const { name } of scope.assets) {
    certain.set(name, certainToJudge(found.states.get(name)!, { selected: scope.selected.get(name), force: request.force }))
  }
  const ahead = loadingAhead(scope.assets, certain, graph, loaded, chunksOf)
  const unplanned = newPlanning()
  const changed = new Map<string, PartitionSubset>()
  for (const node of scope.assets) {
    const { name } = node
    const selected = scope.selected.get(name)
    planned.set(name, unplanned)
    const judged = toJudge(node, certain.get(name)!, selected, graph, changed)
    if (judged.count === 0) continue
    const planning = newPlanning()
    planned.set(name, planning)
    await ahead.load(node, judged)
    const forced = { ...unforced, forced: request.force, evenErased: asksForErased(node, request) }
    planAsset(node, judged, selected, { unforced, forced }, planning)
    changed.set(name, planning.changed.in(node.partitions))
    chunks.set(name, chunksBeside(planning, node, found.chunksOf(name)))
    for (const asset of ahead.done(node)) wide.forget(asset)
  }
  return planned
}

/** Those of which a plan leaves everything as the states say. */
function chunksBeside({ steps, causes }: Planning, { partitions }: PlanNode, chunks: readonly WholeChunk[]): readonly WholeChunk[] {
  return chunks.length === 0 ? chunks : chunksWithout(chunks, subsetOf(partitions, [...steps.keys(), ...causes.keys()]))
}

const possible = { kind: 'possible' } as const
const missing = { kind: 'missing' } as const

function plannedAsset(node: PlanNode, selected: PartitionSubset, planning: Planning, context: BlockedContext): PlannedAsset {
  const { steps, rejected, erased, blocked } = planning
  return {
    node,
    selected,
    steps,
    blocked: new Map([...blocked].map(([ordinal, { by }]) => [ordinal, by])),
    rejected,
    erased,
    blockedBy: blockedGroups(node, blocked, context),
  }
}

function blockedContext(graph: PlanGraph, environment: string, planned: ReadonlyMap<string, Planning>): BlockedContext {
  return {
    graph,
    environment,
    causeOf: (asset, ordinal) => planned.get(asset)?.causes.get(ordinal),
    missing: asset => planned.get(asset)!.missing.in(graph.get(asset)!.partitions),
  }
}

function selectedNodes({ assets, selected }: Scope): readonly PlanNode[] {
  return assets.filter(({ name }) => selected.has(name))
}
