/** What a run came to, as `varve materialize --json` prints it. */
import type { Refusal } from '../ledger/records.ts'
import type { RejectedRows } from '../plan/node.ts'
import type { Cause, PlanFinding } from '../plan/plan.ts'

export interface Outcome {
  readonly run: string
  readonly status: 'complete' | 'partial' | 'failed' | 'interrupted'
  readonly steps: StepCounts
  readonly assets: readonly ({ readonly asset: string } & StepCounts)[]
  readonly failures: readonly Failure[]
  readonly blocked: readonly BlockedPartitions[]
  /** Steps that ran when the run was interrupted, and were cut off. */
  readonly interrupted: readonly Interrupted[]
  /** What the plan had to say, beside what failed or was blocked. */
  readonly findings: readonly PlanFinding[]
  readonly durationMs: number
}

export interface Interrupted {
  readonly asset: string
  readonly partitions: string
}

/** Partitions that were not made since something they read was not there. */
export interface BlockedPartitions {
  readonly asset: string
  readonly partitions: string
  readonly by: Cause
  readonly fix: string
}

/** `skipped`: planned, then cut off since nothing upstream changed, or published by another process. */
export interface StepCounts {
  readonly done: number
  readonly reused: number
  readonly skipped: number
  readonly failed: number
  readonly blocked: number
}

/** Asset and partition are empty where a failure of the run cannot be traced to a step. */
export interface Failure {
  readonly asset: string
  readonly partition: string
  readonly code: string
  readonly message: string
  readonly quarantine: RejectedRows | null
}

/** A recorded rejection or failure as one of this run. */
export function failureOf({ asset, partition, code, message, verdict, quarantine }: Omit<Refusal, 'sequence'>): Failure {
  const rules = verdict?.broken.map(({ rule, column, count }) => ({ rule, column, count })) ?? []
  return { asset, partition, code, message, quarantine: quarantine && { uri: quarantine.uri, rows: quarantine.rows, rules } }
}

/** How a step ended. */
export type StepResult =
  | { readonly kind: 'done' | 'reused' | 'skipped' | 'interrupted' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'blocked'; readonly by: Cause }

/** The exit status of the command: 3 where every failure was a closed gate, in this run or in an earlier one upstream of it. */
export function exitStatusOf(outcome: Outcome): 0 | 1 | 3 {
  if (outcome.status === 'complete') return 0
  // What is only blocked waits for a failure beyond the selection: that one's code decides.
  const codes = outcome.failures.length > 0 ? outcome.failures.map(({ code }) => code) : outcome.blocked.map(({ by }) => by.code)
  return codes.length > 0 && codes.every(code => code === 'CONTRACT_BROKEN') ? 3 : 1
}
