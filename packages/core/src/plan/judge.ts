/** Compares one partition with what the present code and inputs want: a pure function that status, plan and run share. */
import { type PartitionSubset, subsetOf } from '@varve/partitions'
import type { Erasure, Refusal } from '../ledger/records.ts'
import { isWide } from '../version/reads-digest.ts'
import { type VersionInput, versionOf } from '../version/version.ts'
import type { AvailableAt, Blocked } from './available.ts'
import { externalCode } from './external-state.ts'
import type { Loaded } from './loaded.ts'
import { areWindowsOf } from './made-for.ts'
import type { Externals, NodeInput, PlanGraph, PlanNode } from './node.ts'
import type { Cause, Reason } from './plan.ts'
import { type Reads, readsOf } from './reads.ts'
import type { Row } from './row.ts'
import type { Step } from './step.ts'
import type { WideReads } from './wide-reads.ts'

export type Judgement =
  | { readonly kind: 'fresh'; readonly current: Row }
  /** The present contract rejected the wanted version, and would again. */
  | { readonly kind: 'rejected'; readonly refusal: Refusal }
  | Blocked
  /** The wanted version exists: only the pointer has to move. */
  | { readonly kind: 'reuse'; readonly to: Row; readonly reason: Reason; readonly wanted: Wanted }
  /** `failed`: how the last attempt at this version ended, where its code failed. */
  | { readonly kind: 'run'; readonly reason: Reason; readonly wanted: Wanted | null; readonly failed: Refusal | null }
  /** Its bytes were removed for good: it is made again only where that is asked for. */
  | { readonly kind: 'erased'; readonly erasure: Erasure }
  /** What an upstream step makes decides whether there is anything to do. */
  | { readonly kind: 'possible'; readonly reason: Reason }

/** The derivation that the present code and inputs want. */
export interface Wanted {
  readonly version: string
  readonly inputs: readonly WantedInput[]
  readonly complete: boolean
}

/** Which partitions are read; what is available of them is read as it was when this was judged. */
export interface WantedInput {
  readonly input: NodeInput
  /** Null for an external. */
  readonly partitions: PartitionSubset | null
  readonly missing: readonly string[]
  readonly short: boolean
  /** The version of an external; null for an asset. */
  readonly external: string | null
}

export interface JudgeContext {
  readonly graph: PlanGraph
  readonly externals: Externals
  /** Of the partition itself, as `current` and `others`. */
  readonly loaded: Loaded
  /** At this point of the plan or run. */
  readonly available: AvailableAt
  /** The same, of many partitions at once. */
  readonly wide: Pick<WideReads, 'of'>
  /** Whether the step is to run although its version exists. */
  readonly forced: boolean
  /** Whether it is to run although it was erased. */
  readonly evenErased: boolean
}

export function judge(step: Step, context: JudgeContext): Judgement {
  const { node, partition } = step
  const { ordinal } = partition
  const own = context.loaded.of(node.name)
  const current = own.row(ordinal)
  const erasure = current || context.evenErased ? undefined : own.erasure(ordinal)
  if (erasure) return { kind: 'erased', erasure }
  const inputs = readInputs(step, context)
  if (inputs.kind === 'blocked') return inputs
  if (inputs.kind === 'possible') return inputs.gone ?? judgePossible(step, current, context)
  const version = versionOf(node.identity.definitionHash, partition, inputs.versioned)
  const wanted: Wanted = { version, inputs: inputs.inputs, complete: inputs.inputs.every(input => input.missing.length === 0) }
  const lostInput = inputs.gone ?? inputs.lost
  if (context.forced) return lostInput ?? { kind: 'run', reason: 'forced', wanted, failed: null }
  if (current?.version === version && isUsable(node, current)) return { kind: 'fresh', current }
  const refusal = own.refusal(ordinal, version)
  if (refusal?.kind === 'rejected' && refusal.contract === node.identity.contractHash) {
    return { kind: 'rejected', refusal }
  }
  const reason = reasonFor(node, current, wanted)
  const to = own.versions(ordinal).find(found => found.version === version && isUsable(node, found))
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

/** `gone` and `lost`: what a step that must run waits for, although the version that it wants is known. */
type Inputs =
  | {
      readonly kind: 'known'
      readonly inputs: readonly WantedInput[]
      readonly versioned: readonly VersionInput[]
      readonly gone: Blocked | undefined
      readonly lost: Blocked | undefined
    }
  | { readonly kind: 'possible'; readonly gone: Blocked | undefined }
  | Blocked

function readInputs({ node, partition }: Step, context: JudgeContext): Inputs {
  const inputs: WantedInput[] = []
  const versioned: VersionInput[] = []
  let isPossible = false
  let gone: Blocked | undefined
  let lost: Blocked | undefined
  for (const input of node.inputs) {
    const { name } = input
    if (input.kind === 'external') {
      const state = context.externals.get(input.asset) ?? { kind: 'unobserved' as const }
      if (state.kind !== 'present') {
        return { kind: 'blocked', by: { asset: input.asset, partition: '', code: externalCode(state) }, others: false }
      }
      const { version } = state
      inputs.push({ input, partitions: null, missing: [], short: false, external: version })
      versioned.push({ name, form: 'external', reads: [{ partition: '', content: version, readHash: input.readHash }] })
      continue
    }
    const upstream = context.graph.get(input.asset)!
    const answer = input.mapping.upstream(subsetOf(node.partitions, [partition.ordinal]), upstream.partitions)
    const [absent] = answer.missing
    if (absent !== undefined) {
      return { kind: 'blocked', by: { asset: input.asset, partition: absent, code: 'INPUT_MISSING' }, others: answer.missing.count > 1 }
    }
    const reads = readsIn(upstream, answer.existing, context)
    if (reads.kind === 'blocked') return reads
    gone ??= reads.gone
    if (reads.kind === 'possible') {
      isPossible = true
      continue
    }
    lost ??= reads.lost
    inputs.push({ input, partitions: answer.existing, missing: [], short: answer.short, external: null })
    versioned.push({ name, form: input.mapping.arity, reads: reads.list })
  }
  return isPossible ? { kind: 'possible', gone } : { kind: 'known', inputs, versioned, gone, lost }
}

function readsIn(upstream: PlanNode, partitions: PartitionSubset, { available, wide }: JudgeContext): Reads {
  return isWide(partitions.count) ? wide.of(upstream.name, partitions) : readsOf(upstream, partitions, available)
}

/** With inputs still to be made, a step is certain only where no earlier result of this definition and these windows can be met again. */
function judgePossible({ node, partition }: Step, current: Row | undefined, context: JudgeContext): Judgement {
  if (context.forced) return { kind: 'run', reason: 'forced', wanted: null, failed: null }
  const reason = reasonFor(node, current, null)
  const isOfDefinition = ({ basis, isLost }: Row) => basis.definitionHash === node.identity.definitionHash && !isLost
  const isKnown =
    (current !== undefined && isOfDefinition(current)) ||
    context.loaded
      .of(node.name)
      .versions(partition.ordinal)
      .some(earlier => isOfDefinition(earlier) && areWindowsOf(partition, earlier.windows))
  return isKnown ? { kind: 'possible', reason } : { kind: 'run', reason, wanted: null, failed: null }
}

function isUsable(node: PlanNode, row: Row): boolean {
  return audited(node, row) && !row.isLost
}

/** A materialization of an older Varve does not say how it is read, so it is made again. */
function audited(node: PlanNode, { basis: { stored, contract } }: Row): boolean {
  if (stored === null) return false
  return (contract?.hash ?? null) === node.identity.contractHash && (contract?.ok ?? true)
}

function reasonFor(node: PlanNode, current: Row | undefined, wanted: Wanted | null): Reason {
  if (!current) return 'missing'
  if (current.isLost) return 'lost'
  const { configHash, definitionHash, stored, inputs } = current.basis
  if (configHash !== node.identity.configHash) return 'config'
  if (definitionHash !== node.identity.definitionHash || stored === null) return 'code'
  const names = new Set(inputs)
  if (names.size !== node.inputs.length || node.inputs.some(input => !names.has(input.name))) return 'dependencies'
  if (wanted === null || current.version !== wanted.version) return 'input'
  return 'contract'
}
