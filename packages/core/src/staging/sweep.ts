/** Removes what abandoned runs and commands left staged, and records that the runs ended. */
import { endAbandonedRuns } from '../ledger/asking.ts'
import type { AskHolder } from '../ledger/holder.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import type { Project } from '../project/open-project.ts'
import { isAbandonedSettler } from './settler.ts'

/** A holder's staged files are swept only where its run has ended: its process is dead, or cannot be asked and let its lease end. */
export async function sweepAbandoned({ ledger, store, clock }: Project, self: string, ask: AskHolder): Promise<void> {
  await endAbandonedRuns(ledger, ask, clock.now())
  const holders = (await store.staged.holders()).filter(holder => holder !== self)
  if (holders.length === 0) return
  const runs = await withSnapshot(ledger, snapshot => snapshot.runs(holders))
  const statuses = new Map(runs.map(({ id, status }) => [id, status]))
  for (const holder of holders) {
    const status = statuses.get(holder)
    if (status === undefined ? isAbandonedSettler(holder, ask, clock.now()) : status !== 'running') await store.staged.sweep(holder)
  }
}
