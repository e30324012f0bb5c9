/** Plans, then runs: observe, plan, lease, run, gate, publish, project; interrupted at any point, the next call goes on. */
import { setMaxListeners } from 'node:events'
import { availableParallelism } from 'node:os'
import { definitionOf } from '@varve/partitions'
import type { ProjectConfig } from '../catalog/define-config.ts'
import { inOneLine, VarveError } from '../foundation/errors.ts'
import type { JsonObject } from '../foundation/json.ts'
import { systemTimers } from '../foundation/timers.ts'
import { asVarveError } from '../foundation/translate-error.ts'
import type { EndStatus } from '../ledger/facts.ts'
import { type AskHolder, askFrom, thisHolder } from '../ledger/holder.ts'
import { leaseMsDefault } from '../ledger/lease-end.ts'
import { runEnded } from '../ledger/lease-lost.ts'
import type { Holder } from '../ledger/records.ts'
import { runId } from '../ledger/run-id.ts'
import { objectChecks } from '../object/object-checks.ts'
import type { PlanRequest } from '../plan/build-plan.ts'
import { notes } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { explainHidden } from '../project/hidden-partition.ts'
import { type OpenOptions, openProject, type Project, projectMask } from '../project/open-project.ts'
import { provenance } from '../project/provenance.ts'
import { requireNames } from '../project/require-names.ts'
import { type OptionsOf, openOptions, requireOptions, selectionOptions } from '../project/require-options.ts'
import { planRequest, type SelectionRequest, selections } from '../project/selection.ts'
import type { Passed } from '../run/commit-row.ts'
import { type Emit, emitter, type RunEvent, type RunObserver } from '../run/events.ts'
import { externalReader } from '../run/external-reader.ts'
import { finishTree } from '../run/finish-tree.ts'
import { keepRun, type LeaseTiming, type RunKeeper } from '../run/keep-run.ts'
import type { Outcome, StepResult } from '../run/outcome.ts'
import { type PlannedRun, planRun } from '../run/plan-run.ts'
import { publisher } from '../run/publish.ts'
import type { RunContext } from '../run/run-context.ts'
import { runStep } from '../run/run-step.ts'
import { causes, schedule } from '../run/schedule.ts'
import { tally } from '../run/tally.ts'
import { type WaitingStep, waitingRoom } from '../run/waiting-room.ts'
import { maskedError } from '../secret/masked-error.ts'
import { claimRoot } from '../settle/claim-root.ts'
import { writeCommits } from '../settle/write-commits.ts'
import { asSettler } from '../staging/as-settler.ts'
import { sweepAbandoned } from '../staging/sweep.ts'
import { type Guard, guarded, watchExitCode } from '../user-code/guard.ts'
import type { LoggedLine } from '../user-code/lines.ts'

export interface MaterializeRequest extends OpenOptions, SelectionRequest {
  /** Steps at once; default the config's, else the processors of this machine. */
  readonly concurrency?: number | undefined
  readonly order?: 'oldest' | 'newest' | undefined
  /** Interrupts the run: nothing new starts, leases are given back, what is published stays. */
  readonly signal?: AbortSignal | undefined
  /** Each is called with every event of the run; none of them can fail or stop it, and nobody waits for them. */
  readonly observers?: readonly RunObserver[] | undefined
  /**
   * What user code writes to stdout and stderr goes to the observers, as `log` events, and nowhere else. Default false: nothing of it is
   * touched.
   */
  readonly captureOutput?: boolean | undefined
  /**
   * The process does nothing but this run. Then an error in the background that no step can be named for, and a `process.exit` outside
   * of steps, fail the run. Default false: they are left to Node, and to the listeners of the process.
   */
  readonly ownsProcess?: boolean | undefined
  /** How long a step waits for another run that makes the same partition, before it fails with WAITED_TOO_LONG; default an hour. */
  readonly waitMs?: number | undefined
}

/**
 * Makes what is selected and not fresh, and publishes each partition once its contract holds.
 * A failure of one partition blocks exactly its dependants; the outcome reports it, nothing is thrown.
 *
 * @throws UNKNOWN_ASSET UNKNOWN_PARTITION BAD_SELECTION BAD_REQUEST ROOT_OWNED_BY_OTHER LEDGER_FORKED
 * @example
 * const outcome = await materialize(config, { select: '+delayFeatures', partitions: '2001-01-01..2001-01-31' })
 */
export async function materialize(config: ProjectConfig, request: MaterializeRequest = {}): Promise<Outcome> {
  return materializeWith(config, request, {})
}

const usualTiming: LeaseTiming = { leaseMs: leaseMsDefault, heartbeatMs: 15_000, timers: systemTimers }
const waitMsDefault = 3_600_000

/** What tests hand in. */
export interface Handed {
  /** So that nobody waits a minute for the end of a lease. */
  readonly timing?: LeaseTiming
  readonly passed?: Passed
}

export async function materializeWith(
  config: ProjectConfig,
  request: MaterializeRequest,
  { timing = usualTiming, passed = () => {} }: Handed,
): Promise<Outcome> {
  try {
    checkRequest(request)
    const project = await openProject(config, 'write', request)
    try {
      const { ownsProcess, captureOutput, observers = [], note = () => {} } = request
      const emit = emitter(observers, message => note(project.mask(message)))
      const logged = captureOutput ? (line: LoggedLine) => emit({ kind: 'log', ...line, text: project.mask(line.text) }) : undefined
      return await guarded({ ownsProcess, logged }, guard => materializeIn({ project, request, timing, guard, emit, passed }))
    } catch (error) {
      throw await explainHidden(error, project.ledger)
    } finally {
      await project.close()
    }
  } catch (error) {
    throw maskedError(asVarveError(error), projectMask(config))
  }
}

type Opened = Pick<NewRun, 'project' | 'request' | 'timing' | 'guard' | 'emit' | 'passed'>

async function materializeIn(opened: Opened): Promise<Outcome> {
  const { project, request } = opened
  const started = performance.now()
  const holder = await thisHolder()
  const wanted = planRequest(project, request)
  await requireNames(project, wanted)
  await claimRoot(project, holder)
  const outcome = await inRun({ ...opened, holder, wanted })
  return { ...outcome, durationMs: Math.round(performance.now() - started) }
}

interface NewRun {
  readonly project: Project
  readonly request: MaterializeRequest
  readonly holder: Holder
  readonly timing: LeaseTiming
  readonly wanted: PlanRequest
  /** Where user code runs. */
  readonly guard: Guard
  readonly emit: Emit
  readonly passed: Passed
}

interface OpenRun extends NewRun {
  readonly run: string
  readonly ask: AskHolder
  readonly keeper: RunKeeper
  readonly signal: AbortSignal
  readonly stop: (error: unknown) => void
}

/** Row 0 comes before the plan: what the plan means to reuse is kept from the run's place in the order on. */
async function inRun(started: NewRun): Promise<Outcome> {
  const { project, request, holder, timing, wanted, guard, emit, passed } = started
  const { ledger, store, clock, random } = project
  const run = runId(clock.now(), random.hex(4))
  const stopped = new AbortController()
  const stop = (error: unknown) => stopped.abort(error)
  const asked = forMany(request.signal ? [request.signal] : [])
  const signal = forMany([asked, stopped.signal])
  const startedMs = timing.timers.nowMs()
  const { environment } = wanted
  await ledger.startRun({ id: run, environment, holder, at: clock.now(), request: requestRecord(request), leaseMs: timing.leaseMs })
  passed('run')
  let loss: { readonly error: unknown } | undefined
  const lost = (error: unknown) => {
    loss ??= { error }
    stop(error)
  }
  const keeper = keepRun({ ...timing, ledger, run, startedMs, lost })
  let unfinished: EndStatus = 'failed'
  let hasEnded = false
  try {
    const open = { ...started, run, ask: askFrom(holder), keeper, signal, stop }
    await sweepAbandoned(project, run, open.ask)
    const planned = await planRun(project, wanted, { here: holder, guard, signal: asked })
    unfinished = 'interrupted'
    const outcome = planned === 'interrupted' ? interruptedBefore(run, environment) : await runPlan(open, planned)
    if (loss) throw loss.error
    await keeper.end()
    const wasOurs = await ledger.endRun(run, outcome.status, clock.now())
    hasEnded = true
    if (!wasOurs) throw runEnded(run) // the ledger says of it that it was interrupted
    // Under a name of its own: the temporaries of a run that has ended may be swept by anybody.
    await asSettler(project, holder, name => writeCommits(ledger, store, name))
    emit({ kind: 'ended', run, status: outcome.status })
    return outcome
  } catch (error) {
    // What failed may be that its temporaries were swept: whoever ended the run may do so.
    const isLost = !hasEnded && error !== loss?.error && !(await ledger.heartbeat(run).catch(() => true))
    emit({ kind: 'ended', run, status: isLost ? 'interrupted' : unfinished })
    throw isLost ? runEnded(run, error) : error
  } finally {
    await keeper.end()
    if (!hasEnded) await ledger.endRun(run, unfinished, clock.now()).catch(() => {})
    await store.staged.sweep(run).catch(() => {})
  }
}

/** Each step that runs listens to it: beyond ten Node would warn of a leak. */
function forMany(signals: readonly AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any([...signals])
  setMaxListeners(0, signal)
  return signal
}

/** Nothing was planned, so there is nothing to count. */
function interruptedBefore(run: string, environment: string): Outcome {
  return tally({ environment, sequence: 0, assets: [], findings: [] }, new Map()).outcome(run, true, 0)
}

async function runPlan(open: OpenRun, { graph, externals, plan, triedUpTo }: PlannedRun): Promise<Outcome> {
  const { project, request, run, holder, timing, ask, keeper, signal, stop, guard, emit, passed } = open
  const { ledger, store, clock, config } = project
  const { environment } = plan
  const { timers } = timing
  const steps = plan.assets.reduce((sum, asset) => sum + asset.steps.size, 0)
  // A change of partitions is said before the run takes it for the new normal.
  emit({ kind: 'planned', run, environment, steps, findings: notes(plan) })
  const partitions = Object.fromEntries(plan.assets.map(({ node }) => [node.name, definitionOf(node.partitions.set)]))
  await ledger.rememberPartitions(environment, partitions, clock.now())
  const exitCodeChanged = watchExitCode(guard)
  const counts = tally(plan, externals)
  if (steps > 0) keeper.useThread()
  const blocking = causes()
  const drain = { ledger, store, clock, name: run, here: holder, passed }
  const publishing = publisher({ run, environment, ledger, store, clock, timers, drain, triedUpTo, stop, passed, prove: keeper.prove })
  const waiting = (steps: readonly WaitingStep[]) => emit({ kind: 'waiting', steps })
  const { wait } = waitingRoom({ ledger, ask, timers, signal, waitMs: request.waitMs ?? waitMsDefault, waiting })
  const context: RunContext = {
    run,
    environment,
    force: request.force ?? false,
    graph,
    externals,
    ledger,
    store,
    clock,
    timers,
    signal,
    publisher: publishing,
    objects: objectChecks({ ledger, store, clock }),
    externalReader: externalReader({ externals: project.externals, observed: externals, base: config.folder, guard, signal }),
    provenance: steps === 0 || project.inMemory ? unknownProvenance : await provenance(config.folder),
    ask,
    formatOf: project.formatOf,
    mask: project.mask,
    causeAt: blocking.at,
    emit,
    passed,
    guard,
  }
  await schedule(plan, graph, blocking, (step, handedOver) => runStep(step, context, handedOver), {
    concurrency: request.concurrency ?? config.concurrency ?? availableParallelism(),
    order: request.order ?? 'oldest',
    signal,
    stop,
    working: publishing.working,
    full: publishing.full,
    wait,
    started: step => emit({ kind: 'started', ...namesOf(step) }),
    settled: (step, result) => {
      counts.add(step, result)
      emit(endOf(step, result))
    },
  })
  await publishing.drained()
  counts.addFailures(await finishTree(drain, environment, signal))
  exitCodeChanged()
  counts.addFailures(
    guard.failures.map(({ asset, partition, error }) => {
      return { asset, partition, code: error.code, message: project.mask(inOneLine(error)), quarantine: null }
    }),
  )
  return counts.outcome(run, signal.aborted, 0)
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

const unknownProvenance = { gitCommit: null, gitDirty: null, node: process.version, lockfile: null, image: null }

function requestRecord(request: MaterializeRequest): JsonObject {
  const { partitions, order, force } = request
  return { select: selections(request), partitions: partitions ?? null, order: order ?? 'oldest', force: force ?? false }
}

const options: OptionsOf<MaterializeRequest> = {
  ...openOptions,
  ...selectionOptions,
  concurrency: true,
  order: true,
  signal: true,
  observers: true,
  captureOutput: true,
  ownsProcess: true,
  waitMs: true,
}

function checkRequest(request: MaterializeRequest): void {
  requireOptions('materialize', request, options)
  const { concurrency, order, waitMs } = request
  if (waitMs !== undefined && !(Number.isFinite(waitMs) && waitMs >= 0)) {
    throw new VarveError('BAD_REQUEST', {
      what: `waitMs is ${waitMs}`,
      why: 'it says how many milliseconds a step waits for another run',
      fix: 'give a number of at least 0',
    })
  }
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1)) {
    throw new VarveError('BAD_REQUEST', {
      what: `concurrency is ${concurrency}`,
      why: 'it counts steps that run at once',
      fix: 'give a whole number of at least 1',
    })
  }
  if (order !== undefined && order !== 'oldest' && order !== 'newest') {
    throw new VarveError('BAD_REQUEST', { what: `order is '${String(order)}'`, fix: "give 'oldest' or 'newest'" })
  }
}
