/** Finishes erasures whose process was killed between the fact and the removal. */
import { askFrom } from '../ledger/holder.ts'
import { leaseMsDefault } from '../ledger/lease-end.ts'
import type { Holder } from '../ledger/records.ts'
import { runId } from '../ledger/run-id.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import type { Project } from '../project/open-project.ts'
import { sweepAbandoned } from '../staging/sweep.ts'
import { removeErased } from './remove-erased.ts'

/** For a ledger that owns the storage root. What a live process removes is left to it. */
export async function finishErasures(project: Project, holder: Holder): Promise<void> {
  if (!(await hasRemovals(project))) return
  await sweepAbandoned(project, '', askFrom(holder))
  if (!(await hasFreeRemovals(project))) return
  const run = runId(project.clock.now(), project.random.hex(4))
  await startErasing(project, run, holder)
  try {
    await removeErased(project, run)
  } finally {
    await project.ledger.endRun(run, 'complete', project.clock.now())
  }
}

/** A run of its own holds the removal while it lives. */
export async function startErasing({ ledger, clock }: Project, run: string, holder: Holder): Promise<void> {
  await ledger.startRun({ id: run, environment: 'main', holder, at: clock.now(), request: { command: 'erase' }, leaseMs: leaseMsDefault })
}

async function hasRemovals({ ledger }: Project): Promise<boolean> {
  return (await withSnapshot(ledger, snapshot => snapshot.removals())).length > 0
}

async function hasFreeRemovals({ ledger }: Project): Promise<boolean> {
  return withSnapshot(ledger, async snapshot => {
    const removals = await snapshot.removals()
    const runs = await snapshot.runs(removals.filter(run => run !== null))
    const running = new Set(runs.flatMap(({ id, status }) => (status === 'running' ? [id] : [])))
    return removals.some(run => run === null || !running.has(run))
  })
}
