/** Which partitions must run, and why: a pure function of graph, ledger snapshot, externals and request. */
import { contains, ordinals, type PartitionSubset } from '@varve/partitions'
import { referenceText } from '../foundation/reference-text.ts'
import type { Erasure, Materialization, Refusal } from '../ledger/records.ts'
import { type BlockedContext, blockedGroups } from './blocked-groups.ts'
import { changeFindings } from './changed-partitions.ts'
import { asksForErased, erasedAvailability } from './erased.ts'
import { isAwaited, materializeCommand } from './fix-of-cause.ts'
import { type Available, causeOf, type JudgeContext, type Judgement, judge } from './judge.ts'
import { madeFor } from './made-for.ts'
import type { Externals, PlanGraph, PlanNode } from './node.ts'
import { textOf } from './ordinals-text.ts'
import type { Cause, Plan, PlanFinding, PlannedAsset, PlannedStep } from './plan.ts'
import type { PlanSnapshot } from './plan-snapshot.ts'
import { type Scope, type ScopeRequest, scopeOf } from './scope.ts'
import { projection } from './status.ts'
import { type Step, stepOf } from './step.ts'

export interface PlanRequest extends ScopeRequest {
  readonly environment: string
  readonly force: boolean
}

export function buildPlan(graph: PlanGraph, snapshot: PlanSnapshot, externals: Externals, request: PlanRequest): Plan {
  const { environment, force } = request
  const scope = scopeOf(graph, request, () => projection(graph, snapshot, externals).states(environment))
  const losses = snapshot.losses()
  const availability = new Map<string, Available[]>()
  const available = (asset: string, ordinal: number): Available => availability.get(asset)![ordinal]!
  const assets: PlannedAsset[] = []
  const changes: PlanFinding[] = []
  const findings: PlanFinding[] = []
  for (const node of scope.assets) {
    const selected = scope.selected.get(node.name)
    const current = snapshot.current(environment, node.name)
    const context = { graph, externals, snapshot, losses, environment, available }
    const ofAsset: Available[] = []
    availability.set(node.name, ofAsset)
    const evenErased = asksForErased(node, request)
    const unforced = { ...context, forced: false, evenErased: false }
    const judged = judgeAll(node, current, selected, unforced, { ...context, forced: force, evenErased }, ofAsset)
    if (selected) {
      assets.push(plannedAsset(node, selected, judged, { graph, environment, available }))
      changes.push(...changeFindings(node, judged, snapshot, environment))
    }
    findings.push(...(selected ? staleBesides(node, selected, judged, scope) : staleUpstream(node, judged)))
  }
  return {
    environment,
    sequence: snapshot.sequence,
    assets,
    findings: [...changes, ...findings, ...assets.flatMap(asset => stateFindings(asset, environment))],
  }
}

/** In order, adding what is available of each partition as it goes: an asset may read its own past. */
function judgeAll(
  node: PlanNode,
  current: ReadonlyMap<string, Materialization>,
  selected: PartitionSubset | undefined,
  unforced: JudgeContext & { readonly snapshot: PlanSnapshot },
  forced: JudgeContext,
  ofAsset: Available[],
): readonly Judgement[] {
  return Array.from({ length: node.partitions.count }, (_, ordinal) => {
    const isSelected = selected !== undefined && contains(selected, ordinal)
    const step = stepOf(node, ordinal)
    const { partition } = step
    const now = madeFor(partition, current.get(partition.key))
    const judgement = judge(step, now, isSelected ? forced : unforced)
    if (judgement.kind === 'erased') ofAsset.push(erasedAvailability(judgement.erasure, partition, unforced.snapshot, unforced.environment))
    else ofAsset.push(availabilityOf(step, judgement, now, isSelected))
    return judgement
  })
}

/** What of this partition is available to its readers once the plan is done. */
function availabilityOf(step: Step, judgement: Judgement, current: Materialization | undefined, isSelected: boolean): Available {
  if (isSelected && judgement.kind === 'reuse') return { kind: 'content', of: judgement.to }
  if (isSelected && (judgement.kind === 'run' || judgement.kind === 'possible')) return { kind: 'possible' }
  const by = causeOf(step, judgement)
  if (by && (isSelected || !isAwaited(by.code))) return { kind: 'blocked', by }
  return current ? { kind: 'content', of: current } : { kind: 'missing' }
}

function plannedAsset(node: PlanNode, selected: PartitionSubset, judged: readonly Judgement[], context: BlockedContext): PlannedAsset {
  const steps = new Map<number, PlannedStep>()
  const blocked = new Map<number, Cause>()
  const rejected = new Map<number, Refusal>()
  const erased = new Map<number, Erasure>()
  for (const ordinal of ordinals(selected)) {
    const judgement = judged[ordinal]!
    if (judgement.kind === 'blocked') blocked.set(ordinal, judgement.by)
    else if (judgement.kind === 'erased') erased.set(ordinal, judgement.erasure)
    else if (judgement.kind === 'rejected') rejected.set(ordinal, judgement.refusal)
    else if (judgement.kind === 'reuse') steps.set(ordinal, { kind: 'reuse', reason: judgement.reason, to: judgement.to })
    else if (judgement.kind !== 'fresh') steps.set(ordinal, { kind: judgement.kind, reason: judgement.reason })
  }
  return { node, selected, steps, blocked, rejected, erased, blockedBy: blockedGroups(node, selected, judged, context) }
}

function staleUpstream(node: PlanNode, judged: readonly Judgement[]): readonly PlanFinding[] {
  const stale = judged.flatMap(({ kind }, ordinal) => (kind === 'run' || kind === 'reuse' ? [ordinal] : []))
  if (stale.length === 0) return []
  const partitions = textOf(node, stale)
  return [
    {
      severity: 'warning',
      code: 'UPSTREAM_NOT_FRESH',
      asset: node.name,
      message: `${node.name} is not selected and not fresh (${partitions}): what is there is read as it is, what is missing blocks its readers`,
      fix: `select it too, with +`,
    },
  ]
}

/** Partitions that are read by what is selected and are not selected themselves, as days before the first of `last(7)`; a missing one blocks. */
function staleBesides(node: PlanNode, selected: PartitionSubset, judged: readonly Judgement[], scope: Scope): readonly PlanFinding[] {
  const stale = judged.flatMap((judgement, ordinal) => (isStale(judgement) && !contains(selected, ordinal) ? [ordinal] : []))
  if (stale.length === 0) return []
  const read = node.readers.flatMap(({ asset, mapping }) => {
    const readers = scope.selected.get(asset)
    return readers ? [mapping.upstream(readers, node.partitions).existing] : []
  })
  const readHere = stale.filter(ordinal => read.some(subset => contains(subset, ordinal)))
  if (readHere.length === 0) return []
  return [
    {
      severity: 'warning',
      code: 'UPSTREAM_NOT_FRESH',
      asset: node.name,
      message: `${node.name} is not fresh where it is not selected (${textOf(node, readHere)}): what is there is read as it is`,
      fix: 'select these partitions too',
    },
  ]
}

function isStale(judgement: Judgement): boolean {
  return (judgement.kind === 'run' || judgement.kind === 'reuse') && judgement.reason !== 'missing' && judgement.reason !== 'lost'
}

function stateFindings({ node, rejected, erased, blockedBy }: PlannedAsset, environment: string): readonly PlanFinding[] {
  const findings: PlanFinding[] = []
  if (erased.size > 0) {
    const reasons = new Set([...erased.values()].map(({ reason }) => reason))
    const why = reasons.size === 1 ? [...reasons][0] : `for ${reasons.size} reasons: varve history ${node.name} lists them`
    const isWhole = node.partitions.set.kind === 'none'
    findings.push({
      severity: 'info',
      code: 'ERASED',
      asset: node.name,
      message: `${node.name} was erased and is not made again: ${textOf(node, [...erased.keys()])} (${why})`,
      fix: `${materializeCommand(node.name, isWhole ? '' : textOf(node, [...erased.keys()]), environment)} --force makes it again`,
    })
  }
  if (rejected.size > 0) {
    const [first] = rejected.values()
    findings.push({
      severity: 'error',
      code: first!.code,
      asset: node.name,
      message: `${node.name} was rejected by its contract, and nothing has changed since: ${textOf(node, [...rejected.keys()])}`,
      fix: 'fix the data, the code or the contract; --force tries the same again',
    })
  }
  for (const { cause, others, ordinals, fix } of blockedBy) {
    const first = `${referenceText(cause.asset, cause.partition)}${others ? ' and others of its partitions' : ''}`
    findings.push({
      severity: 'error',
      code: cause.code,
      asset: node.name,
      message: `${node.name} is blocked by ${first}: ${textOf(node, ordinals)}`,
      fix,
    })
  }
  return findings
}
