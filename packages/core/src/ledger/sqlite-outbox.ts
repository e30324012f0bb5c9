/** Row 8 in SQLite: what published groups still owe to storage and to the tree. */
import type { ApplyProjection } from '../io/storage.ts'
import type { Outbox, OutboxEntry } from './ledger.ts'
import type { Database } from './sqlite-driver.ts'
import { pointerOf } from './sqlite-publish.ts'
import { type FactRow, toMaterialization } from './sqlite-snapshot.ts'
import { synchronous } from './synchronous.ts'

export function readOutbox(db: Database): Outbox {
  const entries = db.all<FactRow & { entry: number; environment: string }>(
    `SELECT outbox_tree.sequence AS entry, environment, journal.sequence, body
     FROM outbox_tree JOIN journal ON journal.sequence = outbox_tree.materialization ORDER BY outbox_tree.sequence`,
  )
  return {
    commits: db
      .all<{ sequence: number; bytes: Uint8Array }>('SELECT sequence, bytes FROM commit_record WHERE settled = 0 ORDER BY sequence')
      .map(({ sequence, bytes }) => ({ sequence, bytes })),
    tree: entries.map(row => ({ sequence: row.entry, environment: row.environment, materialization: toMaterialization(row) })),
  }
}

/** Runs inside a write transaction. */
export function settleEntries(db: Database, entries: readonly OutboxEntry[], boot: string | null, apply: ApplyProjection): void {
  const current = entries.flatMap((entry, index) => (isCurrent(db, entry) ? [index] : []))
  const applied = new Set(synchronous(apply(current)))
  const owed = new Set(current.filter(index => !applied.has(index)))
  for (const [index, { sequence }] of entries.entries())
    if (!owed.has(index)) db.run('DELETE FROM outbox_tree WHERE sequence = ?', sequence)
  for (const index of current) if (applied.has(index)) noteProjection(db, entries[index]!, boot)
}

function isCurrent(db: Database, { environment, materialization: { asset, partition, id } }: OutboxEntry): boolean {
  return pointerOf(db, environment, asset, partition) === id
}

function noteProjection(
  db: Database,
  { environment, materialization: { asset, partition, sequence } }: OutboxEntry,
  boot: string | null,
): void {
  db.run(
    `INSERT INTO projection (environment, asset, partition, materialization, boot) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET materialization = excluded.materialization, boot = excluded.boot`,
    ...[environment, asset, partition, sequence, boot],
  )
}
