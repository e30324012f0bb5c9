/** Carries a plan out: puts the stages of its steps together, and counts what became of each. */
import { definitionOf } from '@varve/partitions'
import { inOneLine } from '../foundation/errors.ts'
import type { AskHolder } from '../ledger/holder.ts'
import type { Provenance } from '../ledger/records.ts'
import { inThread } from '../ledger/thread/in-thread.ts'
import { objectChecks } from '../object/object-checks.ts'
import { notes } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import type { Project } from '../project/open-project.ts'
import { provenance } from '../project/provenance.ts'
import { type Guard, watchExitCode } from '../user-code/guard.ts'
import { causes } from './causes.ts'
import { decider } from './decide.ts'
import type { RunEvent } from './events.ts'
import { finishTree } from './finish-tree.ts'
import { foldPublished } from './fold-published.ts'
import { groups } from './groups.ts'
import type { RunKeeper } from './keep-run.ts'
import { making } from './make.ts'
import { newMaterialization } from './new-materialization.ts'
import type { Failure, Outcome, StepResult } from './outcome.ts'
import type { PlannedRun } from './plan-run.ts'
import { publishing } from './publish.ts'
import { failureRecorder } from './record-failure.ts'
import type { RunPlace, RunRequest } from './run-request.ts'
import { schedule } from './schedule.ts'
import { tally } from './tally.ts'
import { tasksOf } from './tasks.ts'
import { waitingRoom } from './waiting-room.ts'

/** The run that goes on. */
export interface OpenRun extends RunPlace {
  readonly run: string
  readonly ask: AskHolder
  readonly keeper: RunKeeper
  readonly signal: AbortSignal
  /** Aborts the signal. */
  readonly stop: (error: unknown) => void
}

export async function carryOut(planned: PlannedRun, request: RunRequest, open: OpenRun): Promise<Outcome> {
  const { project } = open
  if (!isInThread(planned, request)) return carryOutHere(planned, request, open)
  return inThread(project.ledger, ledger => carryOutHere(planned, request, { ...open, project: { ...project, ledger } }))
}

/** Starting a thread costs as much as some dozens of steps gain by it. */
const stepsInThread = 64

/** One step at a time waits for each answer, and a thread makes that longer; several at once go on meanwhile. */
function isInThread(planned: PlannedRun, { concurrency }: RunRequest): boolean {
  return concurrency > 1 && stepsOf(planned) >= stepsInThread
}

async function carryOutHere(planned: PlannedRun, request: RunRequest, open: OpenRun): Promise<Outcome> {
  const { graph, externals, plan, triedUpTo } = planned
  const { project, run, here, ask, keeper, guard, signal, stop, emit, passed } = open
  const { ledger, store, clock, config, mask } = project
  const { timers } = open.timing
  const { environment } = plan
  const steps = stepsOf(planned)
  // A change of partitions is said before the run takes it for the new normal.
  emit({ kind: 'planned', run, environment, steps, findings: notes(plan) })
  const partitions = Object.fromEntries(plan.assets.map(({ node }) => [node.name, definitionOf(node.partitions.set)]))
  await ledger.rememberPartitions(environment, partitions, clock.now())
  const exitCodeChanged = watchExitCode(guard)
  if (steps > 0) keeper.useThread()

  const counts = tally(plan, externals)
  const folds = foldPublished(project, { graph, externals }, environment)
  const found = causes()
  const failures = failureRecorder({ ledger, store, clock, run, environment, mask, passed })
  const drain = { ledger, store, clock, name: run, here, passed }
  const grouped = groups({ run, environment, ledger, store, clock, timers, drain, triedUpTo, stop, passed, prove: keeper.prove })
  const madeIn = { run, environment, clock, provenance: await provenanceOf(project, steps) }
  const stages = {
    make: making({
      ...decider({ ledger, graph, externals, environment, causes: found }),
      force: request.force,
      objects: objectChecks({ ledger, store, clock }),
      entry: config.entry,
      run,
      environment,
      ledger,
      ask,
      clock,
      timers,
      signal,
      executor: open.executorOf(graph),
      failures,
      materializationOf: (step, wanted, made, asOf) => newMaterialization(step, wanted, made, asOf, madeIn),
      emit,
      passed,
      prove: keeper.prove,
    }),
    publishing: publishing({ groups: grouped, ledger, failures, signal, emit }),
    waitingRoom: waitingRoom({
      ledger,
      ask,
      timers,
      signal,
      waitMs: request.waitMs,
      waiting: waits => emit({ kind: 'waiting', steps: waits }),
    }),
  }
  await schedule(tasksOf(plan, graph, request.order), stages, {
    concurrency: request.concurrency,
    signal,
    stop,
    started: step => emit({ kind: 'started', ...namesOf(step) }),
    ended: (step, result) => {
      found.add(step, result)
      counts.add(step, result)
      if (result.kind === 'done' || result.kind === 'reused') folds.published(step.node.name)
      emit(endOf(step, result))
    },
  })
  await grouped.drained()
  counts.addFailures(await finishTree(drain, environment, signal))
  if (steps > 0 && !signal.aborted) await folds.end(plan.assets.map(({ node }) => node.name))
  exitCodeChanged()
  counts.addFailures(failuresOf(guard, project))
  return counts.outcome(run, signal.aborted, 0)
}

function stepsOf({ plan }: PlannedRun): number {
  return plan.assets.reduce((sum, { steps }) => sum + steps.size, 0)
}

async function provenanceOf({ inMemory, config }: Project, steps: number): Promise<Provenance> {
  if (steps > 0 && !inMemory) return provenance(config.folder)
  return { gitCommit: null, gitDirty: null, node: process.version, lockfile: null, image: null }
}

/** Of user code, after its step had ended or where no step can be named. */
function failuresOf(guard: Guard, { mask }: Project): readonly Failure[] {
  return guard.failures.map(({ asset, partition, error }) => {
    return { asset, partition, code: error.code, message: mask(inOneLine(error)), quarantine: null }
  })
}

function namesOf({ node, partition }: Step): { readonly asset: string; readonly partition: string } {
  return { asset: node.name, partition: partition.key }
}

function endOf(step: Step, result: StepResult): RunEvent {
  const names = namesOf(step)
  if (result.kind === 'blocked') return { kind: 'blocked', ...names, by: result.by }
  if (result.kind === 'failed') return { kind: 'settled', ...names, result: 'failed', failure: result.failure }
  return { kind: 'settled', ...names, result: result.kind }
}
