/** Which partitions must run, and why: a pure function of graph, ledger snapshot, externals and request. */
import { contains, ordinals, type PartitionSubset } from '@varve/partitions'
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import type { Erasure, Materialization, Refusal } from '../ledger/records.ts'
import { type BlockageContext, blockagesOf } from './blockages.ts'
import { changeFindings } from './changed-partitions.ts'
import { asksForErased, erasedOffer } from './erased.ts'
import { isAwaited, materializeCommand } from './fix-of-cause.ts'
import { causeOf, type JudgeContext, type Judgement, judge, type Offer } from './judge.ts'
import { madeFor } from './made-for.ts'
import type { Externals, PlanGraph, PlanNode } from './node.ts'
import { textOf } from './ordinals-text.ts'
import type { Cause, Finding, Plan, PlannedAsset, PlannedStep } from './plan.ts'
import { type Scope, type ScopeRequest, scopeOf } from './scope.ts'
import { projection } from './status.ts'

export interface PlanRequest extends ScopeRequest {
  readonly environment: string
  readonly force: boolean
}

export function buildPlan(graph: PlanGraph, snapshot: LedgerSnapshot, externals: Externals, request: PlanRequest): Plan {
  const { environment, force } = request
  const scope = scopeOf(graph, request, () => projection(graph, snapshot, externals).standing(environment))
  const losses = snapshot.losses()
  const offers = new Map<string, Offer[]>()
  const offer = (asset: string, ordinal: number): Offer => offers.get(asset)![ordinal]!
  const assets: PlannedAsset[] = []
  const changes: Finding[] = []
  const findings: Finding[] = []
  for (const node of scope.assets) {
    const selected = scope.selected.get(node.name)
    const current = snapshot.current(environment, node.name)
    const context = { graph, externals, snapshot, losses, environment, offer }
    const offered: Offer[] = []
    offers.set(node.name, offered)
    const evenErased = asksForErased(node, request)
    const unforced = { ...context, forced: false, evenErased: false }
    const judged = judgeAll(node, current, selected, unforced, { ...context, forced: force, evenErased }, offered)
    if (selected) {
      assets.push(plannedAsset(node, selected, judged, { graph, environment, offer }))
      changes.push(...changeFindings(node, judged, snapshot, environment))
    }
    findings.push(...(selected ? staleBesides(node, selected, judged, scope) : staleUpstream(node, judged)))
  }
  return {
    environment,
    sequence: snapshot.sequence,
    assets,
    findings: [...changes, ...findings, ...assets.flatMap(asset => standingFindings(asset, environment))],
  }
}

/** In order, telling what each partition offers as it goes: an asset may read its own past. */
function judgeAll(
  node: PlanNode,
  current: ReadonlyMap<string, Materialization>,
  selected: PartitionSubset | undefined,
  unforced: JudgeContext,
  forced: JudgeContext,
  offered: Offer[],
): readonly Judgement[] {
  return Array.from({ length: node.partitions.count }, (_, ordinal) => {
    const isSelected = selected !== undefined && contains(selected, ordinal)
    const partition = node.partitions.at(ordinal)
    const now = madeFor(partition, current.get(partition.key))
    const judgement = judge(node, ordinal, now, isSelected ? forced : unforced)
    if (judgement.kind === 'erased') offered.push(erasedOffer(judgement.erasure, partition, unforced.snapshot, unforced.environment))
    else offered.push(offerOf(node, ordinal, judgement, now, isSelected))
    return judgement
  })
}

/** What this partition offers its readers once the plan is done. */
function offerOf(node: PlanNode, ordinal: number, judgement: Judgement, current: Materialization | undefined, isSelected: boolean): Offer {
  if (isSelected && judgement.kind === 'reuse') return { kind: 'content', of: judgement.to }
  if (isSelected && (judgement.kind === 'run' || judgement.kind === 'open')) return { kind: 'open' }
  const by = causeOf(node, ordinal, judgement)
  if (by && (isSelected || !isAwaited(by.code))) return { kind: 'blocked', by }
  return current ? { kind: 'content', of: current } : { kind: 'missing' }
}

function plannedAsset(node: PlanNode, selected: PartitionSubset, judged: readonly Judgement[], context: BlockageContext): PlannedAsset {
  const steps = new Map<number, PlannedStep>()
  const blocked = new Map<number, Cause>()
  const refused = new Map<number, Refusal>()
  const erased = new Map<number, Erasure>()
  for (const ordinal of ordinals(selected)) {
    const judgement = judged[ordinal]!
    if (judgement.kind === 'blocked') blocked.set(ordinal, judgement.by)
    else if (judgement.kind === 'erased') erased.set(ordinal, judgement.erasure)
    else if (judgement.kind === 'refused') refused.set(ordinal, judgement.refusal)
    else if (judgement.kind === 'reuse') steps.set(ordinal, { kind: 'reuse', reason: judgement.reason, to: judgement.to })
    else if (judgement.kind !== 'fresh') steps.set(ordinal, { kind: judgement.kind, reason: judgement.reason })
  }
  return { node, selected, steps, blocked, refused, erased, blockages: blockagesOf(node, selected, judged, context) }
}

function staleUpstream(node: PlanNode, judged: readonly Judgement[]): readonly Finding[] {
  const stale = judged.flatMap(({ kind }, ordinal) => (kind === 'run' || kind === 'reuse' ? [ordinal] : []))
  if (stale.length === 0) return []
  const partitions = textOf(node, stale)
  return [
    {
      severity: 'warning',
      code: 'UPSTREAM_NOT_FRESH',
      asset: node.name,
      message: `${node.name} is not selected and not fresh (${partitions}): what stands there is read as it is, what is missing blocks its readers`,
      fix: `select it too, with +`,
    },
  ]
}

/** Partitions that are read by what is selected and are not selected themselves, as days before the first of `last(7)`; a missing one blocks. */
function staleBesides(node: PlanNode, selected: PartitionSubset, judged: readonly Judgement[], scope: Scope): readonly Finding[] {
  const stale = judged.flatMap((judgement, ordinal) => (isStale(judgement) && !contains(selected, ordinal) ? [ordinal] : []))
  if (stale.length === 0) return []
  const read = node.readers.flatMap(({ asset, mapping }) => {
    const readers = scope.selected.get(asset)
    return readers ? [mapping.upstream(readers, node.partitions).existing] : []
  })
  const told = stale.filter(ordinal => read.some(subset => contains(subset, ordinal)))
  if (told.length === 0) return []
  return [
    {
      severity: 'warning',
      code: 'UPSTREAM_NOT_FRESH',
      asset: node.name,
      message: `${node.name} is not fresh where it is not selected (${textOf(node, told)}): what stands there is read as it is`,
      fix: 'select these partitions too',
    },
  ]
}

function isStale(judgement: Judgement): boolean {
  return (judgement.kind === 'run' || judgement.kind === 'reuse') && judgement.reason !== 'missing' && judgement.reason !== 'lost'
}

function standingFindings({ node, refused, erased, blockages }: PlannedAsset, environment: string): readonly Finding[] {
  const findings: Finding[] = []
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
  if (refused.size > 0) {
    const [first] = refused.values()
    findings.push({
      severity: 'error',
      code: first!.code,
      asset: node.name,
      message: `${node.name} was refused by its contract and stands refused: ${textOf(node, [...refused.keys()])}`,
      fix: 'fix the data, the code or the contract; --force tries the same again',
    })
  }
  for (const { cause, others, ordinals, fix } of blockages) {
    const first = `${cause.asset}${cause.partition && `@${cause.partition}`}${others ? ' and others of its partitions' : ''}`
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
