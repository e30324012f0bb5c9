/** Removes what dead runs and dead commands left staged, and tells the ledger that the runs ended. */
import { isDeadOnThisHost } from '../ledger/holder.ts'
import type { Holder } from '../ledger/records.ts'
import type { Project } from '../project/open-project.ts'
import { isDeadSettler } from './settler.ts'

/** A holder's staged files are swept only where its run has ended or its process is known to be dead. */
export async function sweepDeadHolders({ ledger, store, clock }: Project, self: string, here: Holder): Promise<void> {
  const isDead = isDeadOnThisHost(here)
  const dead = await ledger.read(snapshot =>
    snapshot.runs().filter(run => run.status === 'running' && run.id !== self && isDead(run.holder)),
  )
  for (const { id } of dead) {
    await ledger.endRun(id, 'interrupted', clock.now())
    await store.sweep(id) // its folder may be empty, and then nothing names it among the holders
  }
  for (const holder of await store.holders()) {
    if (holder === self) continue
    const run = await ledger.read(snapshot => snapshot.run(holder))
    if (run ? run.status !== 'running' : isDeadSettler(holder, here)) await store.sweep(holder)
  }
}
