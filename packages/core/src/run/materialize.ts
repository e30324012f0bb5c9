/** Plans, then runs: observe, plan, lease, run, gate, publish, project; interrupted at any point, the next call goes on. */
import { availableParallelism } from 'node:os'
import { definitionOf } from '@varve/partitions'
import type { ProjectConfig } from '../catalog/define-config.ts'
import { inOneLine, isVarveError, VarveError } from '../foundation/errors.ts'
import type { JsonObject } from '../foundation/json.ts'
import { asVarveError } from '../foundation/translate-error.ts'
import { isDeadOnThisHost, thisHolder } from '../ledger/holder.ts'
import type { Holder } from '../ledger/records.ts'
import { buildPlan } from '../plan/build-plan.ts'
import type { Externals, PlanGraph } from '../plan/node.ts'
import { notes, type Plan } from '../plan/plan.ts'
import { explainHidden } from '../project/hidden-partition.ts'
import { observeExternals } from '../project/observe-externals.ts'
import { type OpenOptions, openProject, type Project, projectMask } from '../project/open-project.ts'
import { planGraph } from '../project/plan-graph.ts'
import { provenance } from '../project/provenance.ts'
import { claimRoot, settleOutbox } from '../project/root.ts'
import { externalsOf, planRequest, type SelectionRequest, selections } from '../project/selection.ts'
import { maskedError } from '../secret/masked-error.ts'
import type { Mask } from '../secret/masker.ts'
import { comparePartitions } from '../tree/compare-partitions.ts'
import { healTree } from '../tree/heal-tree.ts'
import { type Guard, guarded, watchExitCode } from '../user-code/guard.ts'
import type { LoggedLine } from '../user-code/lines.ts'
import { auditExternals, type Look } from './audit-externals.ts'
import type { CommitRow } from './commit-row.ts'
import { writeCommits } from './drain-outbox.ts'
import { externalReader } from './external-reader.ts'
import { finishTree } from './finish-tree.ts'
import { objectChecks } from './lost-objects.ts'
import type { Outcome } from './outcome.ts'
import { publisher } from './publish.ts'
import type { RunContext, RunObserver } from './run-context.ts'
import { runStep } from './run-step.ts'
import { causes, schedule } from './schedule.ts'
import { sweepDeadHolders } from './sweep.ts'
import { type Tally, tally } from './tally.ts'

export interface MaterializeRequest extends OpenOptions, SelectionRequest {
  /** Steps at once; default the config's, else the processors of this machine. */
  readonly concurrency?: number | undefined
  readonly order?: 'oldest' | 'newest' | undefined
  /** Interrupts the run: nothing new starts, leases are given back, what is published stays. */
  readonly signal?: AbortSignal | undefined
  readonly observer?: RunObserver | undefined
  /**
   * The process does nothing but this run. Then an error in the background that no step can be named for, and a `process.exit` outside
   * of steps, fail the run. Default false: they are left to Node, and to the listeners of the process.
   */
  readonly ownsProcess?: boolean | undefined
}

/**
 * Makes what is selected and not fresh, and publishes each partition once its contract holds.
 * A failure of one partition blocks exactly its dependants; it is told in the outcome, not thrown.
 *
 * @throws UNKNOWN_ASSET UNKNOWN_PARTITION BAD_SELECTION BAD_REQUEST ROOT_OWNED_BY_OTHER LEDGER_FORKED
 * @example
 * const outcome = await materialize(config, { select: '+delayFeatures', partitions: '2001-01-01..2001-01-31' })
 */
export async function materialize(config: ProjectConfig, request: MaterializeRequest = {}): Promise<Outcome> {
  try {
    checkRequest(request)
    const project = await openProject(config, 'write', request)
    try {
      const { ownsProcess, observer } = request
      return await guarded({ ownsProcess, logged: masked(observer, project.mask) }, guard => materializeIn(project, request, guard))
    } catch (error) {
      throw await explainHidden(error, project.ledger)
    } finally {
      await project.close()
    }
  } catch (error) {
    throw maskedError(asVarveError(error), projectMask(config))
  }
}

/** Lines that user code writes, without secrets. */
function masked(observer: RunObserver | undefined, mask: Mask): ((line: LoggedLine) => void) | undefined {
  return observer?.logged && (line => observer.logged?.({ ...line, text: mask(line.text) }))
}

const heartbeatMs = 5_000

async function materializeIn(project: Project, request: MaterializeRequest, guard: Guard): Promise<Outcome> {
  const { ledger, clock, random } = project
  const started = performance.now()
  const holder = await thisHolder()
  const run = runId(clock.now(), random.hex(4))
  await claimRoot(project, holder)
  const graph = await planGraph(project)
  const wanted = planRequest(project, request)
  await comparePartitions(ledger, graph, wanted.environment)
  const { upTo } = await settleOutbox(project, holder)
  const externals = await lookedAt(project, wanted, { here: holder, guard, signal: request.signal })
  if (externals === 'interrupted') {
    const nothing = { environment: wanted.environment, sequence: 0, assets: [], findings: [] }
    return tally(nothing, new Map()).outcome(run, true, Math.round(performance.now() - started))
  }
  const plan = await planAfterLook(project, holder, () => ledger.read(snapshot => buildPlan(graph, snapshot, externals, wanted)))
  const counts = tally(plan, externals)
  const interrupted = await runPlan({ project, request, run, holder, graph, plan, externals, counts, guard, triedUpTo: upTo })
  return counts.outcome(run, interrupted, Math.round(performance.now() - started))
}

/** What is found lost as the tree is looked at is missing: so the plan is made again. */
async function planAfterLook({ ledger, store, clock }: Project, { boot }: Holder, plan: () => Promise<Plan>): Promise<Plan> {
  const first = await plan()
  return (await healTree({ ledger, store, clock, boot }, first)) ? plan() : first
}

/** Externals as they are now, each judged by its contract. */
async function lookedAt(project: Project, wanted: ReturnType<typeof planRequest>, look: Look): Promise<Externals | 'interrupted'> {
  try {
    const observed = await observeExternals(project, externalsOf(project, wanted), { record: true, guard: look.guard, signal: look.signal })
    return await auditExternals(project, observed, look)
  } catch (error) {
    if (look.signal?.aborted && isVarveError(error) && error.code === 'INTERRUPTED') return 'interrupted'
    throw error
  }
}

interface PlannedRun {
  readonly project: Project
  readonly request: MaterializeRequest
  readonly run: string
  readonly holder: Holder
  readonly graph: PlanGraph
  readonly plan: Plan
  readonly externals: Externals
  readonly counts: Tally
  readonly guard: Guard
  readonly triedUpTo: number
}

/** @returns whether the run was interrupted. */
async function runPlan({ project, request, run, holder, graph, plan, externals, counts, guard, triedUpTo }: PlannedRun): Promise<boolean> {
  const { ledger, store, clock, config } = project
  const { environment } = plan
  const observer = request.observer ?? {}
  const stopped = new AbortController()
  const stop = (error: unknown) => stopped.abort(error)
  const signal = request.signal ? AbortSignal.any([request.signal, stopped.signal]) : stopped.signal
  const isDead = isDeadOnThisHost(holder)
  // A change of partitions is told before the run that takes it for the new normal.
  for (const finding of notes(plan)) observer.found?.(finding)
  const partitions = Object.fromEntries(plan.assets.map(({ node }) => [node.name, definitionOf(node.partitions.set)]))
  await ledger.startRun({ id: run, environment, holder, at: clock.now(), request: requestRecord(request), partitions })
  observer.passed?.('run')
  const heartbeat = setInterval(() => void ledger.heartbeat(run, clock.now()).catch(() => {}), heartbeatMs)
  heartbeat.unref()
  const exitCodeChanged = watchExitCode(guard)
  let ended = false
  try {
    await sweepDeadHolders(project, run, holder)
    const steps = plan.assets.reduce((sum, asset) => sum + asset.steps.size, 0)
    observer.planned?.(steps)
    const standing = causes()
    const passed = (row: CommitRow) => observer.passed?.(row)
    const drain = { ledger, store, clock, name: run, here: holder, passed }
    const publishing = publisher({ run, environment, ledger, store, clock, drain, triedUpTo, stop, passed })
    const context: RunContext = {
      run,
      environment,
      graph,
      externals,
      ledger,
      store,
      clock,
      signal,
      publisher: publishing,
      objects: objectChecks({ ledger, store, clock }),
      externalReader: externalReader({ externals: project.externals, observed: externals, base: config.folder, guard, signal }),
      provenance: steps === 0 || project.inMemory ? unknownProvenance : await provenance(config.folder),
      isDead,
      formatOf: project.formatOf,
      mask: project.mask,
      causeAt: standing.at,
      observer,
      guard,
    }
    await schedule(plan, graph, standing, (step, handedOver) => runStep(step, context, handedOver), {
      concurrency: request.concurrency ?? config.concurrency ?? availableParallelism(),
      order: request.order ?? 'oldest',
      force: request.force ?? false,
      signal,
      stop,
      working: publishing.working,
      settled: (step, result) => {
        counts.add(step, result)
        observer.settled?.(step.node.name, step.node.partitions.at(step.ordinal).key, result.kind)
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
    const { status } = counts.outcome(run, signal.aborted, 0)
    await ledger.endRun(run, status, clock.now())
    ended = true
    await writeCommits(ledger, store, run)
    return signal.aborted
  } finally {
    clearInterval(heartbeat)
    if (!ended) await ledger.endRun(run, 'interrupted', clock.now()).catch(() => {})
    await store.sweep(run).catch(() => {})
  }
}

const unknownProvenance = { gitCommit: null, gitDirty: null, node: process.version, lockfile: null, image: null }

/** Sorts by time, and two runs in one millisecond still differ. */
function runId(now: number, random: string): string {
  return `${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${random}`
}

function requestRecord(request: MaterializeRequest): JsonObject {
  const { partitions, order, force } = request
  return { select: selections(request), partitions: partitions ?? null, order: order ?? 'oldest', force: force ?? false }
}

function checkRequest({ concurrency, order }: MaterializeRequest): void {
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
