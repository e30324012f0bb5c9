/** Losses and erasures in SQLite. */
import type { Instant } from '@varve/partitions'
import { endedLosses, newLosses, notErased } from '../losses.ts'
import type { Erasure, Loss } from '../records.ts'
import type { Database } from './driver.ts'
import { record } from './journal.ts'
import { queueShowing } from './tree-queue.ts'

export function recordLosses(db: Database, losses: readonly Loss[], at: Instant): boolean {
  const members = newLosses(
    currentLosses(db),
    notErased(losses, allErasures(db), sha256 => isHeld(db, sha256)),
  )
  if (members.length === 0) return true
  record(db, { kind: 'lost', at, body: { members } })
  queueShowing(
    db,
    members.filter(({ found }) => found === 'corrupt').map(({ sha256 }) => sha256),
  )
  return true
}

function isHeld(db: Database, sha256: string): boolean {
  const row = db.get(
    `SELECT 1 FROM materialization JOIN journal USING (sequence)
     WHERE ${isStored} AND EXISTS (SELECT 1 FROM json_each(body, '$.artifact.members') WHERE json_extract(value, '$.sha256') = ?)`,
    sha256,
  )
  return row !== undefined
}

/** Of a row of `materialization` that was not erased. */
export const isStored = `NOT EXISTS (
  SELECT 1 FROM erasure
  WHERE erasure.asset = materialization.asset AND erasure.partition = materialization.partition AND erasure.sequence > materialization.sequence)`

export function recordWhole(db: Database, hashes: readonly string[], at: Instant): void {
  const members = endedLosses(currentLosses(db), hashes)
  if (members.length > 0) record(db, { kind: 'found-whole', at, body: { members } })
}

export function currentLosses(db: Database): ReadonlyMap<string, Loss['found']> {
  return new Map(db.all<Loss>('SELECT sha256, found FROM loss ORDER BY sha256').map(({ sha256, found }) => [sha256, found]))
}

export function allErasures(db: Database): readonly Erasure[] {
  return db
    .all<{ sequence: number; at: number; body: string }>(
      'SELECT journal.sequence, at, body FROM erasure JOIN journal USING (sequence) ORDER BY sequence',
    )
    .map(({ sequence, at, body }) => ({ ...JSON.parse(body), at, sequence }))
}

export function removals(db: Database): readonly (string | null)[] {
  return db.all<{ run: string | null }>('SELECT run FROM removal ORDER BY sequence').map(({ run }) => run)
}

export function erasureOf(db: Database, asset: string, partition: string): Erasure | undefined {
  const row = db.get<{ sequence: number; at: number; body: string }>(
    `SELECT journal.sequence, at, body FROM erasure JOIN journal USING (sequence)
     WHERE asset = ? AND partition = ? AND NOT EXISTS (
       SELECT 1 FROM materialization
       WHERE materialization.asset = erasure.asset AND materialization.partition = erasure.partition
         AND materialization.sequence > erasure.sequence
     ) ORDER BY sequence DESC LIMIT 1`,
    ...[asset, partition],
  )
  return row && { ...JSON.parse(row.body), at: row.at, sequence: row.sequence }
}
