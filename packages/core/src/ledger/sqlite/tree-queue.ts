/** Which paths of the tree become pending as pointers move, in SQLite. */
import type { Sequence } from '../records.ts'
import type { TreePath } from '../tree-ledger.ts'
import type { Database } from './driver.ts'

/**
 * A pointer will name this materialization: its path is pending; what the pointer names until now stays as it is where that lies in
 * another folder. Runs inside a write transaction, before the pointer moves.
 */
export function queuePointer(db: Database, environment: string, materialization: Sequence): void {
  const { asset, partition, folder } = db.get<{ asset: string; partition: string; folder: string }>(
    `SELECT asset, partition, json_extract(body, '$.folder') AS folder
     FROM materialization JOIN journal USING (sequence) WHERE sequence = ?`,
    materialization,
  )!
  db.run(
    `INSERT INTO tree_entry (environment, folder, asset, partition, materialization, hidden, names, number, pending)
     VALUES (?, ?, ?, ?, ?, 0, '[]', ?, 1)
     ON CONFLICT DO UPDATE SET asset = excluded.asset, partition = excluded.partition, materialization = excluded.materialization,
       hidden = 0, number = excluded.number, pending = 1`,
    ...[environment, folder, asset, partition, materialization, nextNumber(db)],
  )
  db.run(
    `UPDATE tree_entry SET pending = 0 WHERE environment = ?1 AND folder <> ?4 AND claim IS NULL AND folder = (
       SELECT json_extract(body, '$.folder') FROM pointer JOIN journal ON journal.sequence = pointer.materialization
       WHERE pointer.environment = ?1 AND pointer.asset = ?2 AND pointer.partition = ?3)`,
    ...[environment, asset, partition, folder],
  )
}

/** Its pointer names nothing any more: every path that shows the partition leaves the tree. @param environment of all of them where none is given. */
export function hidePartition(db: Database, asset: string, partition: string, environment?: string): void {
  const paths = db.all<TreePath>(
    `SELECT environment, folder FROM tree_entry WHERE asset = ? AND partition = ? ${environment === undefined ? '' : 'AND environment = ?'}`,
    ...[asset, partition, ...(environment === undefined ? [] : [environment])],
  )
  for (const { environment, folder } of paths) {
    db.run(
      'UPDATE tree_entry SET pending = 1, hidden = 1, number = ? WHERE environment = ? AND folder = ?',
      ...[nextNumber(db), environment, folder],
    )
  }
}

/** Objects were found damaged: the paths that show them may be links of them. */
export function queueShowing(db: Database, hashes: readonly string[]): void {
  if (hashes.length === 0) return
  const paths = db.all<TreePath>(
    `SELECT environment, folder FROM tree_entry JOIN journal ON journal.sequence = materialization
     WHERE hidden = 0 AND EXISTS (
       SELECT 1 FROM json_each(body, '$.artifact.members')
       WHERE json_extract(value, '$.sha256') IN (SELECT value FROM json_each(?)))`,
    JSON.stringify(hashes),
  )
  for (const { environment, folder } of paths) {
    db.run('UPDATE tree_entry SET pending = 1, number = ? WHERE environment = ? AND folder = ?', nextNumber(db), environment, folder)
  }
}

/** Grows with each act of queueing, and with each claim. */
export function nextNumber(db: Database): number {
  return db.get<{ value: number }>('UPDATE tree_counter SET value = value + 1 RETURNING value')!.value
}
