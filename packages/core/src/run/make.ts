/** Stage one of a step, from the decision at its readiness to its artifact; what is to be published comes back as data. */
import type { Clock } from '../foundation/clock.ts'
import { VarveError } from '../foundation/errors.ts'
import type { Timers } from '../foundation/timers.ts'
import type { StagedArtifact } from '../io/staged-files.ts'
import { type HeldLease, leaseFree } from '../ledger/asking.ts'
import type { AskHolder } from '../ledger/holder.ts'
import type { Changed, Lease, Ledger, NewMaterialization } from '../ledger/ledger.ts'
import type { Materialization, Sequence } from '../ledger/records.ts'
import type { ObjectChecks } from '../object/object-checks.ts'
import type { Judgement, Wanted } from '../plan/judge.ts'
import { type Step, stepName } from '../plan/step.ts'
import { type Audited, assignmentOf, type Executor } from './assignment.ts'
import type { Passed } from './commit-row.ts'
import type { Decider, Decision } from './decide.ts'
import type { Emit } from './events.ts'
import { failureOf, type StepResult } from './outcome.ts'
import type { FailureRecorder } from './record-failure.ts'
import { type ResolveReads, readResolver } from './resolve-reads.ts'
import type { Held } from './waiting-room.ts'

/** `moved`: another process published the partition meanwhile, so it is decided again. */
export type MadeStep = Publishable | Moved | Held | { readonly kind: 'settled'; readonly result: StepResult }

export interface Moved {
  readonly kind: 'moved'
}

/** `expected` is what the pointer named when it was decided, by its sequence. */
export type Publishable =
  | {
      readonly kind: 'made'
      readonly lease: Lease
      readonly materialization: NewMaterialization
      readonly staged: StagedArtifact
      readonly expected: Sequence | null
      /** What a kill would cost until it is published. */
      readonly makingMs: number
    }
  | { readonly kind: 'reuse'; readonly to: Materialization; readonly expected: Sequence | null }

/** @param moves how often its partition was published by others since the step was started. */
export type Make = (step: Step, moves: number) => Promise<MadeStep>

export interface MakingOptions extends Decider, AttemptOptions {
  /** Whether steps run although their version exists. */
  readonly force: boolean
  /** What is there is hashed before it becomes current again. */
  readonly objects: ObjectChecks
}

export function making(options: MakingOptions): Make {
  const { force, decide, objects, ledger, signal } = options
  const resolve = readResolver(ledger)
  return async (step, moves) => {
    if (moves > 1) return settled(failedBy(step, pointerMoved(step)))
    for (;;) {
      if (signal.aborted) return settled({ kind: 'interrupted' })
      const decision = await decide(step, force && moves === 0)
      const { judgement } = decision
      if (judgement.kind === 'run' && judgement.wanted) return attempt(step, judgement.wanted, decision, { ...options, resolve })
      if (judgement.kind !== 'reuse') return settled(withoutWork(step, judgement))
      const [to] = await ledger.bySequence([judgement.to.sequence])
      if (await objects.areWhole(to!.artifact)) return { kind: 'reuse', to: to!, expected: decision.current }
      // it is lost now: decide again
    }
  }
}

function settled(result: StepResult): MadeStep {
  return { kind: 'settled', result }
}

function withoutWork(step: Step, judgement: Judgement): StepResult {
  switch (judgement.kind) {
    case 'fresh':
    case 'erased':
      return { kind: 'skipped' }
    case 'blocked':
      return { kind: 'blocked', by: judgement.by }
    case 'rejected':
      return { kind: 'failed', failure: failureOf(judgement.refusal) }
    default:
      throw new VarveError('INVARIANT_BROKEN', { what: `${stepName(step)} was started before its inputs were settled` })
  }
}

interface AttemptOptions {
  readonly entry: string
  readonly run: string
  readonly environment: string
  readonly ledger: Ledger
  readonly ask: AskHolder
  readonly clock: Clock
  readonly timers: Timers
  readonly signal: AbortSignal
  readonly executor: Executor
  readonly failures: FailureRecorder
  materializationOf(step: Step, wanted: Wanted, made: Audited, asOf: Sequence): NewMaterialization
  readonly emit: Emit
  readonly passed: Passed
  /** Rejects where the run is no longer this process's: then no code of a step is called. */
  readonly prove: () => Promise<void>
}

interface Attempting extends AttemptOptions {
  readonly resolve: ResolveReads
}

async function attempt(step: Step, wanted: Wanted, decision: Decision, options: Attempting): Promise<MadeStep> {
  const { ledger, signal, failures, passed, prove } = options
  const lease = await takeLease(step, wanted, decision, options)
  if (!lease.granted) return lease.why === 'changed' ? { kind: 'moved' } : { kind: 'held', by: lease }
  passed('lease')
  await prove() // this process may have been stopped since it was granted
  let isHandedOn = false
  try {
    const made = await makeUnder(lease, step, wanted, decision, options)
    isHandedOn = made.kind === 'made'
    return made
  } catch (error) {
    if (signal.aborted) return settled({ kind: 'interrupted' })
    return settled({ kind: 'failed', failure: await failures.threw(step, error, lease) })
  } finally {
    if (!isHandedOn) await ledger.release([lease])
  }
}

/** Granted only where nobody published this partition since the decision; the inputs are pinned, whatever becomes of them. */
async function takeLease(
  { node, partition }: Step,
  { version }: Wanted,
  { sequence: asOf }: Decision,
  { ledger, environment, run, ask, clock }: Attempting,
): Promise<Lease | HeldLease | Changed> {
  const keys = [{ asset: node.name, partition: partition.key, version, asOf }]
  const [answer] = await leaseFree(ledger, { run, environment, keys }, ask, clock.now())
  return answer!
}

/** The fencing token names the attempt: it is never given out twice. */
async function makeUnder(lease: Lease, step: Step, wanted: Wanted, decision: Decision, options: Attempting): Promise<MadeStep> {
  const { entry, run, timers, signal, executor, failures, emit, resolve } = options
  const { asset, partition, version, token } = lease
  const name = String(token)
  emit({ kind: 'attempt', asset, partition, version, attempt: name })
  const reads = await resolve(wanted, decision.loaded)
  const assignment = assignmentOf(step, wanted, reads, { entry, run, attempt: name })
  const beganMs = timers.nowMs()
  const made = await executor.make(assignment, signal)
  const makingMs = timers.nowMs() - beganMs
  if (made.kind === 'failed') {
    if (signal.aborted) return settled({ kind: 'interrupted' })
    return settled({ kind: 'failed', failure: await failures.failed(made, lease) })
  }
  const [output] = made.outputs
  if (output.kind === 'rejected') return settled({ kind: 'failed', failure: await failures.rejected(step, output, lease) })
  const materialization = options.materializationOf(step, wanted, output, decision.sequence)
  return { kind: 'made', lease, materialization, staged: output.staged, expected: decision.current, makingMs }
}

function failedBy({ node, partition }: Step, error: VarveError): StepResult {
  return {
    kind: 'failed',
    failure: { asset: node.name, partition: partition.key, code: error.code, message: error.what, quarantine: null },
  }
}

function pointerMoved(step: Step): VarveError {
  return new VarveError('POINTER_MOVED', {
    what: `the pointer of ${stepName(step)} moved twice while this run was making it`,
    why: 'another process publishes other versions of the same partition, from other code or config perhaps',
    fix: 'let one of them end, then run again: what was made is kept and reused',
  })
}
