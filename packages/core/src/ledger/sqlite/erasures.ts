/** Erasures in SQLite: recorded where nobody makes the partitions or publishes their bytes, and the removals that follow. */
import type { Instant } from '@varve/partitions'
import { erasePending } from '../erase-pending.ts'
import { type HoldingRun, isOver } from '../lease-end.ts'
import type { EraseAnswer, EraseRequest } from '../ledger.ts'
import type { Erasure, Materialization, NewErasure } from '../records.ts'
import type { Database } from './driver.ts'
import { record } from './journal.ts'
import { finishRun } from './run.ts'

/** Runs inside a write transaction. @param now by the ledger's clock. */
export function erase(db: Database, ledger: string, { run, erasures, asOf, ask }: EraseRequest, now: Instant): EraseAnswer {
  if (hasChanged(db, erasures, asOf)) return { kind: 'changed' }
  const leases = erasures.flatMap(erasure => leasesOn(db, erasure))
  const busy = leases.find(({ holding }) => !isOver(holding, ask(holding.holder), now))
  if (busy) return { kind: 'busy', asset: busy.asset, partition: busy.partition, run: busy.holding.id, holder: busy.holding.holder }
  // What their holders come back with is fenced.
  for (const { holding } of leases) finishRun(db, ledger, holding.id, 'interrupted', erasures[0]!.at)
  return {
    kind: 'erased',
    erasures: erasures.map(({ at, ...body }) => {
      const sequence = record(db, { kind: 'erased', at, body })
      db.run('UPDATE removal SET run = ? WHERE sequence = ?', run, sequence)
      return { ...body, at, sequence }
    }),
  }
}

export function claimRemovals(db: Database, run: string): readonly Erasure[] {
  db.run(`UPDATE removal SET run = ? WHERE run IS NULL OR run NOT IN (SELECT id FROM run WHERE status = 'running')`, run)
  return db
    .all<{ sequence: number; at: number; body: string }>(
      'SELECT journal.sequence, at, body FROM removal JOIN journal USING (sequence) WHERE run = ? ORDER BY sequence',
      run,
    )
    .map(({ sequence, at, body }) => ({ ...JSON.parse(body), at, sequence }))
}

export function settleRemovals(db: Database, run: string): void {
  db.run('DELETE FROM removal WHERE run = ?', run)
}

/** @throws ERASE_PENDING */
export function checkNotRemoved(db: Database, sha256: string): void {
  const rows = db.all<{ body: string }>('SELECT body FROM removal JOIN journal USING (sequence)')
  const erasure = rows.map(({ body }): NewErasure => JSON.parse(body)).find(({ members }) => members.includes(sha256))
  if (erasure) throw erasePending(erasure, sha256)
}

function hasChanged(db: Database, erasures: readonly NewErasure[], asOf: number): boolean {
  const materializations = db.all<{ body: string }>(
    'SELECT body FROM materialization JOIN journal USING (sequence) WHERE sequence > ?',
    asOf,
  )
  const hashes = new Set(erasures.flatMap(({ members }) => members))
  return materializations
    .map(({ body }): Materialization => JSON.parse(body))
    .some(
      ({ asset, partition, artifact }) =>
        artifact.members.some(({ sha256 }) => hashes.has(sha256)) ||
        erasures.some(erasure => erasure.asset === asset && erasure.partition === partition),
    )
}

interface HeldLease {
  readonly asset: string
  readonly partition: string
  readonly holding: HoldingRun
}

/** Of the partition in any version, and of other partitions that pinned its bytes. */
function leasesOn(db: Database, { asset, partition, members }: NewErasure): readonly HeldLease[] {
  return db
    .all<Omit<HeldLease, 'holding'> & Omit<HoldingRun, 'holder'> & { readonly holder: string }>(
      `SELECT asset, partition, run.id, holder, heartbeat_at AS heartbeatAt, lease_ms AS leaseMs FROM lease JOIN run ON run.id = lease.run
       WHERE (asset = ? AND partition = ?)
          OR token IN (SELECT token FROM pin WHERE sha256 IN (SELECT value FROM json_each(?)))`,
      ...[asset, partition, JSON.stringify(members)],
    )
    .map(({ asset, partition, holder, ...run }) => ({ asset, partition, holding: { ...run, holder: JSON.parse(holder) } }))
}
