/** Which materializations hold members that are lost, noted as losses are recorded, so that nobody looks for them later. */
import type { Sequence } from '../records.ts'
import type { Database } from './driver.ts'

/** Each hash is lost from this fact on. Runs inside a write transaction. */
export function beginLosses(db: Database, hashes: readonly string[], sequence: Sequence): void {
  const wanted = JSON.stringify(hashes)
  db.run(
    `INSERT OR IGNORE INTO loss_holder (sha256, materialization, asset, key)
     WITH wanted AS MATERIALIZED (SELECT value AS sha256, unhex(value) AS content FROM json_each(?1))
     SELECT sha256, sequence, asset, key FROM materialization JOIN wanted USING (content)
     WHERE materialization.bytes IS NOT NULL AND ${isStored}
     UNION ALL
     SELECT sha256, sequence, asset, key FROM wanted JOIN member USING (sha256)
       JOIN materialization ON materialization.sequence = member.materialization
     WHERE ${isStored}`,
    wanted,
  )
  noteEvents(db, 'sha256 IN (SELECT value FROM json_each(?1))', wanted, sequence)
}

/** What of these was lost is whole again, or gone for good. */
export function endLosses(db: Database, hashes: readonly string[], sequence: Sequence): void {
  const ended = hashes.filter(sha256 => db.changes('DELETE FROM loss WHERE sha256 = ?', sha256) > 0)
  for (const sha256 of ended) {
    noteEvents(db, 'sha256 = ?1', sha256, sequence)
    db.run('DELETE FROM loss_holder WHERE sha256 = ?', sha256)
  }
}

/** An erasure removes them: what becomes of the same bytes elsewhere is nothing to them. */
export function forgetHolders(db: Database, asset: number, key: string): void {
  db.run('DELETE FROM loss_holder WHERE asset = ? AND key = ?', asset, key)
}

/** What becomes of bytes is an event of each partition that holds them. */
function noteEvents(db: Database, which: string, value: string, sequence: Sequence): void {
  db.run(
    `INSERT OR IGNORE INTO loss_event (sequence, asset, key) SELECT DISTINCT ?2, asset, key FROM loss_holder WHERE ${which}`,
    ...[value, sequence],
  )
  db.run(
    `INSERT INTO asset_head (asset, sequence) SELECT DISTINCT asset, ?2 FROM loss_holder WHERE ${which}
     ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence)`,
    ...[value, sequence],
  )
}

/** Of a row of `materialization` that was not erased. */
export const isStored = `NOT EXISTS (
  SELECT 1 FROM erasure
  WHERE erasure.asset = materialization.asset AND erasure.key = materialization.key AND erasure.sequence > materialization.sequence)`
