/** Compares one partition with what the present code and inputs want: a pure function that status, plan and run share. */
import { ordinals, type Partition, type PartitionSubset, subsetOf } from '@varve/partitions'
import type { Erasure, Loss, Materialization, Refusal } from '../ledger/records.ts'
import { type VersionInput, versionOf } from '../version/version.ts'
import { externalCode } from './external-state.ts'
import { madeFor } from './made-for.ts'
import type { Externals, NodeInput, PlanGraph, PlanNode } from './node.ts'
import type { Cause, Reason } from './plan.ts'
import type { JudgedSnapshot } from './plan-snapshot.ts'
import type { Step } from './step.ts'

export type Judgement =
  | { readonly kind: 'fresh'; readonly current: Materialization }
  /** The present contract rejected the wanted version, and would again. */
  | { readonly kind: 'rejected'; readonly refusal: Refusal }
  | Blocked
  /** The wanted version exists: only the pointer has to move. */
  | { readonly kind: 'reuse'; readonly to: Materialization; readonly reason: Reason; readonly wanted: Wanted }
  /** `failed`: how the last attempt at this version ended, where its code failed. */
  | { readonly kind: 'run'; readonly reason: Reason; readonly wanted: Wanted | null; readonly failed: Refusal | null }
  /** Its bytes were removed for good: it is made again only where that is asked for. */
  | { readonly kind: 'erased'; readonly erasure: Erasure }
  /** What an upstream step makes decides whether there is anything to do. */
  | { readonly kind: 'possible'; readonly reason: Reason }

/** `others`: whether more of what is read of that asset is missing. */
interface Blocked {
  readonly kind: 'blocked'
  readonly by: Cause
  readonly others: boolean
}

/** The derivation that the present code and inputs want. */
export interface Wanted {
  readonly version: string
  readonly inputs: readonly WantedInput[]
  readonly complete: boolean
}

export interface WantedInput {
  readonly input: NodeInput
  readonly reads: readonly WantedRead[]
  readonly missing: readonly string[]
  readonly short: boolean
}

export interface WantedRead {
  /** Null for an external, and so is the materialization. */
  readonly partition: Partition | null
  readonly of: Materialization | null
  readonly content: string
  readonly readHash: string
}

/** What of an upstream partition is available to its readers; `possible`: a step of the plan decides. */
export type Available =
  | { readonly kind: 'content'; readonly of: Materialization }
  | { readonly kind: 'possible' }
  | { readonly kind: 'missing' }
  /** Recorded, and its bytes cannot be read: who wants no other version is fresh, who must run is blocked. */
  | { readonly kind: 'gone'; readonly of: Materialization; readonly by: Cause }
  | { readonly kind: 'blocked'; readonly by: Cause }

export interface JudgeContext {
  readonly graph: PlanGraph
  readonly externals: Externals
  readonly snapshot: JudgedSnapshot
  /** The members that are lost in this snapshot. */
  readonly losses: Losses
  readonly environment: string
  /** At this point of the plan or run. */
  available(asset: string, ordinal: number): Available
  /** Whether the step is to run although its version exists. */
  readonly forced: boolean
  /** Whether it is to run although it was erased. */
  readonly evenErased: boolean
}

/** By hash of the member. */
export type Losses = ReadonlyMap<string, Loss['found']>

export function isLost({ artifact }: Materialization, losses: Losses): boolean {
  return losses.size > 0 && artifact.members.some(({ sha256 }) => losses.has(sha256))
}

/** @param current what is current for the windows that the partition has now. */
export function judge(step: Step, current: Materialization | undefined, context: JudgeContext): Judgement {
  const { node, partition } = step
  const erasure = current || context.evenErased ? undefined : context.snapshot.erasureOf(node.name, partition.key)
  if (erasure) return { kind: 'erased', erasure }
  const inputs = readInputs(step, context)
  if (inputs.kind === 'blocked') return inputs
  if (inputs.kind === 'possible') return inputs.gone ?? judgePossible(step, current, context)
  const version = versionOf(node.identity.definitionHash, partition, inputs.inputs.map(versionInput))
  const wanted: Wanted = { version, inputs: inputs.inputs, complete: inputs.inputs.every(input => input.missing.length === 0) }
  const lostInput = inputs.gone ?? firstLost(wanted, context.losses)
  if (context.forced) return lostInput ?? { kind: 'run', reason: 'forced', wanted, failed: null }
  if (current?.version === version && isUsable(node, current, context)) return { kind: 'fresh', current }
  const refusal = context.snapshot.refusalOf(node.name, partition.key, version)
  if (refusal?.kind === 'rejected' && refusal.contract === node.identity.contractHash) {
    return { kind: 'rejected', refusal }
  }
  const reason = reasonFor(node, current, wanted, context.losses)
  const to = context.snapshot.find(node.name, partition.key, version).find(found => isUsable(node, found, context))
  if (to) return { kind: 'reuse', to, reason, wanted }
  return lostInput ?? { kind: 'run', reason, wanted, failed: refusal?.kind === 'failed' ? refusal : null }
}

/** Why a reader of this partition cannot go on; undefined where it can. */
export function causeOf({ node, partition }: Step, judgement: Judgement): Cause | undefined {
  if (judgement.kind === 'blocked') return judgement.by
  if (judgement.kind === 'erased') return erasedCause(judgement.erasure)
  const refusal = judgement.kind === 'rejected' ? judgement.refusal : judgement.kind === 'run' ? judgement.failed : null
  return refusal ? { asset: node.name, partition: partition.key, code: refusal.code } : undefined
}

export function erasedCause({ asset, partition }: Erasure): Cause {
  return { asset, partition, code: 'INPUT_ERASED' }
}

/** A step that must run waits for what it reads; one that is judged by recorded content alone does not. */
function firstLost({ inputs }: Wanted, losses: Losses): Blocked | undefined {
  if (losses.size === 0) return undefined
  for (const { input, reads } of inputs) {
    const [first, ...others] = reads.filter(({ of }) => of !== null && isLost(of, losses))
    if (first)
      return { kind: 'blocked', by: { asset: input.asset, partition: first.partition!.key, code: 'INPUT_LOST' }, others: others.length > 0 }
  }
  return undefined
}

/** `gone`: what a step that must run waits for, although the version that it wants is known. */
type Inputs =
  | { readonly kind: 'known'; readonly inputs: readonly WantedInput[]; readonly gone: Blocked | undefined }
  | { readonly kind: 'possible'; readonly gone: Blocked | undefined }
  | Blocked

function readInputs({ node, partition }: Step, context: JudgeContext): Inputs {
  const inputs: WantedInput[] = []
  let isPossible = false
  let gone: Blocked | undefined
  for (const input of node.inputs) {
    if (input.kind === 'external') {
      const state = context.externals.get(input.asset) ?? { kind: 'unobserved' as const }
      if (state.kind !== 'present') {
        return { kind: 'blocked', by: { asset: input.asset, partition: '', code: externalCode(state) }, others: false }
      }
      const read = { partition: null, of: null, content: state.version, readHash: input.readHash }
      inputs.push({ input, reads: [read], missing: [], short: false })
      continue
    }
    const upstream = context.graph.get(input.asset)!
    const answer = input.mapping.upstream(subsetOf(node.partitions, [partition.ordinal]), upstream.partitions)
    const [absent] = answer.missing
    if (absent !== undefined) {
      return { kind: 'blocked', by: { asset: input.asset, partition: absent, code: 'INPUT_MISSING' }, others: answer.missing.count > 1 }
    }
    const reads: WantedRead[] = []
    for (const at of ordinals(answer.existing)) {
      const available = context.available(input.asset, at)
      if (available.kind === 'blocked') return { ...available, others: false }
      if (available.kind === 'missing') {
        const by = { asset: input.asset, partition: upstream.partitions.at(at).key, code: 'INPUT_MISSING' }
        const others = some(answer.existing, other => other > at && context.available(input.asset, other).kind === 'missing')
        return { kind: 'blocked', by, others }
      }
      if (available.kind === 'possible') isPossible = true
      else {
        const { of } = available
        if (available.kind === 'gone') gone ??= { kind: 'blocked', by: available.by, others: false }
        reads.push({ partition: upstream.partitions.at(at), of, content: of.artifact.sha256, readHash: upstream.readHash(of.stored) })
      }
    }
    inputs.push({ input, reads, missing: [...answer.missing], short: answer.short })
  }
  return isPossible ? { kind: 'possible', gone } : { kind: 'known', inputs, gone }
}

function some(subset: PartitionSubset, holds: (ordinal: number) => boolean): boolean {
  for (const ordinal of ordinals(subset)) if (holds(ordinal)) return true
  return false
}

/** With inputs still to be made, a step is certain only where no earlier result of this definition and these windows can be met again. */
function judgePossible({ node, partition }: Step, current: Materialization | undefined, context: JudgeContext): Judgement {
  if (context.forced) return { kind: 'run', reason: 'forced', wanted: null, failed: null }
  const reason = reasonFor(node, current, null, context.losses)
  const { definitionHash } = node.identity
  const isWhole = (earlier: Materialization) => !isLost(earlier, context.losses)
  const isKnown =
    (current?.definitionHash === definitionHash && isWhole(current)) ||
    context.snapshot
      .findByDefinition(node.name, partition.key, definitionHash)
      .some(earlier => madeFor(partition, earlier) && isWhole(earlier))
  return isKnown ? { kind: 'possible', reason } : { kind: 'run', reason, wanted: null, failed: null }
}

function isUsable(node: PlanNode, materialization: Materialization, { losses }: JudgeContext): boolean {
  return audited(node, materialization) && !isLost(materialization, losses)
}

/** A materialization of an older Varve does not say how it is read, so it is made again. */
function audited(node: PlanNode, materialization: Materialization): boolean {
  if (materialization.stored === null) return false
  return (materialization.contract?.hash ?? null) === node.identity.contractHash && (materialization.contract?.verdict.ok ?? true)
}

function reasonFor(node: PlanNode, current: Materialization | undefined, wanted: Wanted | null, losses: Losses): Reason {
  if (!current) return 'missing'
  if (isLost(current, losses)) return 'lost'
  if (current.configHash !== node.identity.configHash) return 'config'
  if (current.definitionHash !== node.identity.definitionHash || current.stored === null) return 'code'
  const names = new Set(current.lineage.map(input => input.input))
  if (names.size !== node.inputs.length || node.inputs.some(input => !names.has(input.name))) return 'dependencies'
  if (wanted === null || current.version !== wanted.version) return 'input'
  return 'contract'
}

function versionInput({ input, reads, missing }: WantedInput): VersionInput {
  return {
    name: input.name,
    form: input.kind === 'external' ? 'external' : input.mapping.arity,
    reads: [
      ...reads.map(({ partition, content, readHash }) => ({ partition: partition?.key ?? '', content, readHash })),
      ...missing.map(partition => ({ partition, content: null, readHash: null })),
    ],
  }
}
