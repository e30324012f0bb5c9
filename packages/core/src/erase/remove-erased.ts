/** Removes the bytes that erasures recorded: again after a kill at any moment, and never what somebody still reads through a pointer. */
import type { Member } from '../io/artifact.ts'
import type { QuarantineFolder } from '../io/quarantine.ts'
import { runEnded } from '../ledger/lease-lost.ts'
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import type { Erasure, Materialization } from '../ledger/records.ts'
import type { Project } from '../project/open-project.ts'
import { erasedBy } from './erased-by.ts'
import { filesToErase } from './files-to-erase.ts'

/** @param run owns the removal: while it runs, nobody else removes or publishes these bytes. */
export async function removeErased({ ledger, store }: Project, run: string): Promise<void> {
  const erasures = await ledger.claimRemovals(run)
  if (erasures.length === 0) return
  const { members, quarantines } = await ledger.read(snapshot => remainsOf(erasures, snapshot))
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
function remainsOf(erasures: readonly Erasure[], snapshot: LedgerSnapshot): Remains {
  const erasureOf = erasedBy(snapshot.erasures())
  const kept = new Set([...snapshot.all()].filter(materialization => !erasureOf(materialization)).flatMap(hashesOf))
  const parts = erasures.map(erasure => {
    const { asset, partition, sequence, path } = erasure
    const materializations = snapshot.history(asset, partition).filter(one => one.sequence < sequence)
    const members = materializations.flatMap(one => one.artifact.members).filter(({ sha256 }) => !kept.has(sha256))
    const quarantines = path === null ? [] : [{ asset, partitionPath: path, except: rejectedSince(erasure, snapshot) }]
    return { members, quarantines }
  })
  return { members: parts.flatMap(({ members }) => members), quarantines: parts.flatMap(({ quarantines }) => quarantines) }
}

function rejectedSince({ asset, partition, sequence }: Erasure, snapshot: LedgerSnapshot): ReadonlySet<string> {
  const since = snapshot.facts(sequence, snapshot.sequence)
  return new Set(
    since.flatMap(({ kind, body }) =>
      kind === 'refused' && body.asset === asset && body.partition === partition && body.quarantine ? [body.quarantine.sha256] : [],
    ),
  )
}

function hashesOf({ artifact }: Materialization): readonly string[] {
  return artifact.members.map(({ sha256 }) => sha256)
}
