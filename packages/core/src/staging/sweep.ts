/** Removes what abandoned runs and commands left staged, and records that the runs ended. */
import type { AskHolder } from '../ledger/holder.ts'
import type { Project } from '../project/open-project.ts'
import { isAbandonedSettler } from './settler.ts'

/** A holder's staged files are swept only where its run has ended: its process is dead, or cannot be asked and let its lease end. */
export async function sweepAbandoned({ ledger, store, clock }: Project, self: string, ask: AskHolder): Promise<void> {
  await ledger.endAbandonedRuns(ask, clock.now())
  for (const holder of await store.staged.holders()) {
    if (holder === self) continue
    const run = await ledger.read(snapshot => snapshot.run(holder))
    if (run ? run.status !== 'running' : isAbandonedSettler(holder, ask, ledger.now())) await store.staged.sweep(holder)
  }
}
