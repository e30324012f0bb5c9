/** What a plan is: a plain value that says which steps to run, and why. */
import type { PartitionSubset } from '@varve/partitions'
import type { Finding } from '../foundation/finding.ts'
import type { Erasure, Refusal, Sequence } from '../ledger/records.ts'
import type { PlanNode } from './node.ts'
import type { Row } from './row.ts'

export type Reason = 'missing' | 'lost' | 'code' | 'config' | 'contract' | 'input' | 'dependencies' | 'forced'

/** The failure, rejection or absence that keeps a partition from being made. */
export interface Cause {
  readonly asset: string
  readonly partition: string
  readonly code: string
}

/** Partitions that wait for one asset for one reason. */
export interface BlockedGroup {
  /** The first of them. */
  readonly cause: Cause
  /** Whether further partitions of the cause's asset are in the way. */
  readonly others: boolean
  readonly partitions: PartitionSubset
  readonly fix: string
}

export interface Plan {
  readonly environment: string
  /** The ledger order it was computed from. */
  readonly sequence: Sequence
  /** Selected assets in topological order. */
  readonly assets: readonly PlannedAsset[]
  readonly findings: readonly PlanFinding[]
}

export interface PlannedAsset {
  readonly node: PlanNode
  /** Its partitions that the request is about. */
  readonly selected: PartitionSubset
  /** By ordinal, in ordinal order; what is fresh has no step. */
  readonly steps: ReadonlyMap<number, PlannedStep>
  readonly blocked: ReadonlyMap<number, Cause>
  /** The same, folded. */
  readonly blockedBy: readonly BlockedGroup[]
  /** Erased on purpose, and not made again unless that is forced. */
  readonly erased: ReadonlyMap<number, Erasure>
  /** Rejected by its contract: not run again while neither inputs, code nor contract change. */
  readonly rejected: ReadonlyMap<number, Refusal>
}

/** `possible`: what its upstream steps make decides. */
export type PlannedStep =
  | { readonly kind: 'run' | 'possible'; readonly reason: Reason }
  | { readonly kind: 'reuse'; readonly reason: Reason; readonly to: Row }

/** Findings that are no failure of their own. */
export function notes({ findings }: Plan): readonly PlanFinding[] {
  return findings.filter(({ severity }) => severity !== 'error')
}

export interface PlanFinding extends Finding {
  /** Of a change of partitions: what was edited, which several assets may share, and what it comes to for this one. */
  readonly change?: { readonly edit: string; readonly effect: string }
}
