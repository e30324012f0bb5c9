/** What a run came to, as `varve materialize --json` prints it. */
import type { RefusedRows } from '../plan/node.ts'
import type { Cause } from '../plan/plan.ts'

export interface Outcome {
  readonly run: string
  readonly status: 'complete' | 'partial' | 'failed' | 'interrupted'
  readonly steps: StepCounts
  readonly assets: readonly ({ readonly asset: string } & StepCounts)[]
  readonly failures: readonly Failure[]
  readonly blocked: readonly { readonly asset: string; readonly partitions: string; readonly by: Cause }[]
  readonly durationMs: number
}

/** `skipped`: planned, then cut off since nothing upstream changed, or published by another process. */
export interface StepCounts {
  readonly done: number
  readonly reused: number
  readonly skipped: number
  readonly failed: number
  readonly blocked: number
}

export interface Failure {
  readonly asset: string
  readonly partition: string
  readonly code: string
  readonly message: string
  readonly quarantine: RefusedRows | null
}

/** What ended for a step, as the scheduler learns it. */
export type StepResult =
  | { readonly kind: 'done' | 'reused' | 'skipped' | 'interrupted' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'blocked'; readonly by: Cause }

/** The exit status of the command: 3 where every failure was a closed gate. */
export function exitStatusOf(outcome: Outcome): 0 | 1 | 3 {
  if (outcome.status === 'complete') return 0
  const gates = outcome.failures.length > 0 && outcome.failures.every(failure => failure.code === 'CONTRACT_BROKEN')
  return gates ? 3 : 1
}
