/** Removes what dead runs left staged, and tells the ledger that they ended. */
import type { Holder } from '../ledger/records.ts'
import type { Project } from '../project/open-project.ts'

/** A holder's staged files are swept only where its run has ended or its process is known to be dead. */
export async function sweepDeadHolders(
  { ledger, store, clock }: Project,
  self: string,
  isDead: (holder: Holder) => boolean,
): Promise<void> {
  const dead = await ledger.read(snapshot =>
    snapshot.runs().filter(run => run.status === 'running' && run.id !== self && isDead(run.holder)),
  )
  for (const { id } of dead) await ledger.endRun(id, 'interrupted', clock.now())
  for (const holder of await store.holders()) {
    if (holder === self) continue
    const run = await ledger.read(snapshot => snapshot.run(holder))
    if (run && run.status !== 'running') await store.sweep(holder)
  }
}
