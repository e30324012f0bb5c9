/** A run from its row in the ledger to its end: leased, planned, carried out; interrupted at any point, the next one goes on. */
import { setMaxListeners } from 'node:events'
import type { EndStatus } from '../ledger/facts.ts'
import { askFrom } from '../ledger/holder.ts'
import { runEnded } from '../ledger/lease-lost.ts'
import { runId } from '../ledger/run-id.ts'
import { writeCommits } from '../settle/write-commits.ts'
import { asSettler } from '../staging/as-settler.ts'
import { sweepAbandoned } from '../staging/sweep.ts'
import { carryOut } from './carry-out.ts'
import { keepRun } from './keep-run.ts'
import type { Outcome } from './outcome.ts'
import { planRun } from './plan-run.ts'
import type { RunPlace, RunRequest } from './run-request.ts'
import { tally } from './tally.ts'

/** Row 0 comes before the plan: what the plan means to reuse is kept from the run's place in the order on. */
export async function run(request: RunRequest, place: RunPlace): Promise<Outcome> {
  const { project, here, guard, timing, emit, passed } = place
  const { ledger, store, clock, random } = project
  const { environment, recorded } = request
  const id = runId(clock.now(), random.hex(4))
  const stopped = new AbortController()
  const stop = (error: unknown) => stopped.abort(error)
  const asked = forMany(request.signal ? [request.signal] : [])
  const signal = forMany([asked, stopped.signal])
  const startedMs = timing.timers.nowMs()
  await ledger.startRun({ id, environment, holder: here, at: clock.now(), request: recorded, leaseMs: timing.leaseMs })
  passed('run')
  let loss: { readonly error: unknown } | undefined
  const lost = (error: unknown) => {
    loss ??= { error }
    stop(error)
  }
  const keeper = keepRun({ ...timing, ledger, run: id, startedMs, lost })
  let unfinished: EndStatus = 'failed'
  let hasEnded = false
  try {
    const ask = askFrom(here)
    await sweepAbandoned(project, id, ask)
    const planned = await planRun(project, request, { here, guard, signal: asked })
    unfinished = 'interrupted'
    const outcome =
      planned === 'interrupted'
        ? interruptedBefore(id, environment)
        : await carryOut(planned, request, { ...place, run: id, ask, keeper, signal, stop })
    if (loss) throw loss.error
    await keeper.end()
    const wasOurs = await ledger.endRun(id, outcome.status, clock.now())
    hasEnded = true
    if (!wasOurs) throw runEnded(id) // the ledger says of it that it was interrupted
    unfinished = outcome.status
    // Under a name of its own: the temporaries of a run that has ended may be swept by anybody.
    await asSettler(project, here, name => writeCommits(ledger, store, name))
    emit({ kind: 'ended', run: id, status: outcome.status })
    return outcome
  } catch (error) {
    // What failed may be that its temporaries were swept: whoever ended the run may do so.
    const isLost = !hasEnded && error !== loss?.error && !(await ledger.heartbeat(id).catch(() => true))
    emit({ kind: 'ended', run: id, status: isLost ? 'interrupted' : unfinished })
    throw isLost ? runEnded(id, error) : error
  } finally {
    await keeper.end()
    if (!hasEnded) await ledger.endRun(id, unfinished, clock.now()).catch(() => {})
    await store.staged.sweep(id).catch(() => {})
  }
}

/** Each step that runs listens to it: beyond ten Node would warn of a leak. */
function forMany(signals: readonly AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any([...signals])
  setMaxListeners(0, signal)
  return signal
}

/** Nothing was planned, so there is nothing to count. */
function interruptedBefore(id: string, environment: string): Outcome {
  return tally({ environment, sequence: 0, assets: [], findings: [] }, new Map()).outcome(id, true, 0)
}
