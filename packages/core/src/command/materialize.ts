/** Makes what is selected and not fresh: request and options, and the run that they ask for. */
import { availableParallelism } from 'node:os'
import type { ProjectConfig } from '../catalog/define-config.ts'
import { VarveError } from '../foundation/errors.ts'
import type { JsonObject } from '../foundation/json.ts'
import { systemTimers } from '../foundation/timers.ts'
import { thisHolder } from '../ledger/holder.ts'
import { leaseMsDefault } from '../ledger/lease-end.ts'
import type { PlanGraph } from '../plan/node.ts'
import type { OpenOptions, Project } from '../project/open-project.ts'
import { requireNames } from '../project/require-names.ts'
import { type OptionsOf, openOptions, requireOptions, selectionOptions } from '../project/require-options.ts'
import { planRequest, type SelectionRequest, selections } from '../project/selection.ts'
import type { Executor } from '../run/assignment.ts'
import type { Passed } from '../run/commit-row.ts'
import { type Emit, emitter, type RunObserver } from '../run/events.ts'
import { externalReader } from '../run/executor/external-reader.ts'
import { inProcess } from '../run/executor/in-process.ts'
import type { LeaseTiming } from '../run/keep-run.ts'
import type { Outcome } from '../run/outcome.ts'
import { run } from '../run/run.ts'
import { claimRoot } from '../settle/claim-root.ts'
import { type Guard, guarded } from '../user-code/guard.ts'
import type { LoggedLine } from '../user-code/lines.ts'
import { framed } from './frame.ts'

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
   * The process does nothing but this run. Then an error in the background that no step can be named for, and a `process.exit` of
   * no step, fail the run. Default false: they are left to Node, and to the listeners of the process.
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
  /** Stands between whoever assigns steps and whoever makes them. */
  readonly through?: (executor: Executor) => Executor
}

export async function materializeWith(
  config: ProjectConfig,
  request: MaterializeRequest,
  { timing = usualTiming, passed = () => {}, through = executor => executor }: Handed,
): Promise<Outcome> {
  checkRequest(request)
  return framed(config, 'write', request, project => {
    const { ownsProcess, captureOutput, observers = [], note = () => {} } = request
    const emit = emitter(observers, message => note(project.mask(message)))
    const logged = captureOutput ? (line: LoggedLine) => emit({ kind: 'log', ...line, text: project.mask(line.text) }) : undefined
    return guarded({ ownsProcess, logged }, guard => materializeIn(project, request, guard, emit, { timing, passed, through }))
  })
}

async function materializeIn(
  project: Project,
  request: MaterializeRequest,
  guard: Guard,
  emit: Emit,
  handed: Required<Handed>,
): Promise<Outcome> {
  const started = performance.now()
  const { timing, passed, through } = handed
  const here = await thisHolder()
  const wanted = planRequest(project, request)
  await requireNames(project, wanted)
  await claimRoot(project, here)
  const { config, store, externals, formatOf, mask } = project
  const { order = 'oldest', concurrency = config.concurrency ?? availableParallelism(), waitMs = waitMsDefault, signal } = request
  const reader = externalReader(externals, config.folder, guard)
  const executorOf = (graph: PlanGraph) => through(inProcess({ graph, store, externals: reader, guard, mask, passed, formatOf }))
  const outcome = await run(
    { ...wanted, order, concurrency, waitMs, recorded: requestRecord(request), signal },
    { project, here, guard, timing, executorOf, emit, passed },
  )
  return { ...outcome, durationMs: Math.round(performance.now() - started) }
}

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
  const { concurrency, order, observers, waitMs } = request
  if (observers !== undefined && !(Array.isArray(observers) && observers.every(observer => typeof observer === 'function'))) {
    throw new VarveError('BAD_REQUEST', {
      what: 'observers is not a list of functions',
      fix: 'give [event => ...], one function for each observer',
    })
  }
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
