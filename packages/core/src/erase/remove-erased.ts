/** Removes the bytes that erasures recorded: again after a kill at any moment, and never what somebody still reads through a pointer. */
import type { Member } from '../io/artifact.ts'
import type { QuarantineFolder } from '../io/quarantine.ts'
import { runEnded } from '../ledger/lease-lost.ts'
import type { Erasure } from '../ledger/records.ts'
import type { LedgerSnapshot } from '../ledger/snapshot.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import type { Project } from '../project/open-project.ts'
import { filesToErase } from './files-to-erase.ts'
import { notHeld } from './not-held.ts'

/** @param run owns the removal: while it runs, nobody else removes or publishes these bytes. */
export async function removeErased({ ledger, store }: Project, run: string): Promise<void> {
  const erasures = await ledger.claimRemovals(run)
  if (erasures.length === 0) return
  const { members, quarantines } = await withSnapshot(ledger, snapshot => remainsOf(erasures, snapshot))
  const { objects, rejected } = await filesToErase(store, members, quarantines)
  // Another process may take over from one that was paused.
  if (!(await ledger.heartbeat(run))) throw runEnded(run)
  await store.removeFiles([...objects, ...rejected])
  await ledger.settleRemovals(run)
}

interface Remains {
  readonly members: readonly Member[]
  readonly quarantines: readonly QuarantineFolder[]
}

/** What was made or rejected after an erasure stays. */
async function remainsOf(erasures: readonly Erasure[], snapshot: LedgerSnapshot): Promise<Remains> {
  const members: Member[] = []
  for (const { asset, partition, sequence } of erasures) {
    const history = await snapshot.history(asset, partition)
    members.push(...history.filter(one => one.sequence < sequence).flatMap(({ artifact }) => artifact.members))
  }
  const rejected = await rejectedSince(erasures, snapshot)
  const quarantines = erasures.flatMap(({ asset, path }, index) =>
    path === null ? [] : [{ asset, partitionPath: path, except: rejected[index]! }],
  )
  return { members: await notHeld(members, snapshot), quarantines }
}

const factsAtOnce = 10_000

/** For each erasure the hashes of what was rejected after it. */
async function rejectedSince(erasures: readonly Erasure[], snapshot: LedgerSnapshot): Promise<readonly ReadonlySet<string>[]> {
  const rejected = erasures.map(() => new Set<string>())
  const first = erasures.reduce((least, { sequence }) => Math.min(least, sequence), snapshot.sequence)
  for (let after = first; after < snapshot.sequence; after += factsAtOnce) {
    for (const { sequence, kind, body } of await snapshot.facts(after, Math.min(after + factsAtOnce, snapshot.sequence))) {
      if (kind !== 'refused' || !body.quarantine) continue
      for (const [index, erasure] of erasures.entries()) {
        const isOfIt = body.asset === erasure.asset && body.partition === erasure.partition
        if (isOfIt && sequence > erasure.sequence) rejected[index]!.add(body.quarantine.sha256)
      }
    }
  }
  return rejected
}
