/** What is asked of a run, and what it takes place in. */
import type { JsonObject } from '../foundation/json.ts'
import type { Holder } from '../ledger/records.ts'
import type { PlanRequest } from '../plan/build/build-plan.ts'
import type { PlanGraph } from '../plan/node.ts'
import type { Project } from '../project/open-project.ts'
import type { Guard } from '../user-code/guard.ts'
import type { Executor } from './assignment.ts'
import type { Passed } from './commit-row.ts'
import type { Emit } from './events.ts'
import type { LeaseTiming } from './keep-run.ts'
import type { Order } from './tasks.ts'

export interface RunRequest extends PlanRequest {
  readonly order: Order
  /** Steps that are being made at once. */
  readonly concurrency: number
  /** How long a step waits for another run that makes the same partition. */
  readonly waitMs: number
  /** What the ledger records of it. */
  readonly recorded: JsonObject
  readonly signal: AbortSignal | undefined
}

/** What a run takes place in. */
export interface RunPlace {
  readonly project: Project
  readonly here: Holder
  /** Where user code runs. */
  readonly guard: Guard
  readonly timing: LeaseTiming
  /** Whoever makes its steps. */
  executorOf(graph: PlanGraph): Executor
  readonly emit: Emit
  /** For tests. */
  readonly passed: Passed
}
