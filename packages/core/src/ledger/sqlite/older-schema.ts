/** Schema versions 1 to 4: what each added to the one before, so that a ledger of any of them can become one of today. */
import { canonicalJson } from '../../foundation/canonical.ts'
import { sha256 } from '../../foundation/hash.ts'
import type { Database } from './driver.ts'

/** Runs inside a write transaction. @param version at least 1 */
export function upgradeTo4(db: Database, version: number): void {
  for (let next = version + 1; next <= 4; next += 1) {
    db.script(additions[next - 2]!)
    inCode[next]?.(db)
  }
}

/** What each schema version adds to the one before, from the second on; what SQL cannot say is in `inCode`. */
const additions: readonly string[] = [
  `
CREATE TABLE dynamic_key (
  name TEXT NOT NULL, spelling TEXT NOT NULL, key TEXT NOT NULL, present INTEGER NOT NULL, sequence INTEGER NOT NULL REFERENCES journal,
  PRIMARY KEY (name, spelling)
) STRICT, WITHOUT ROWID;
`,
  `
CREATE TABLE partition_definition (
  environment TEXT NOT NULL, asset TEXT NOT NULL, sequence INTEGER NOT NULL REFERENCES journal, PRIMARY KEY (environment, asset)
) STRICT, WITHOUT ROWID;
`,
  `
CREATE TABLE loss (sha256 TEXT PRIMARY KEY, found TEXT NOT NULL, sequence INTEGER NOT NULL REFERENCES journal) STRICT, WITHOUT ROWID;
CREATE TABLE erasure (
  asset TEXT NOT NULL, partition TEXT NOT NULL, sequence INTEGER NOT NULL REFERENCES journal, PRIMARY KEY (asset, partition, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE removal (sequence INTEGER PRIMARY KEY REFERENCES journal, run TEXT REFERENCES run) STRICT;

ALTER TABLE pointer_move RENAME TO older_move;
DROP INDEX pointer_move_by_materialization;
CREATE TABLE pointer_move (
  environment TEXT NOT NULL, asset TEXT NOT NULL, partition TEXT NOT NULL, sequence INTEGER NOT NULL REFERENCES journal,
  materialization INTEGER REFERENCES materialization, PRIMARY KEY (environment, asset, partition, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO pointer_move SELECT environment, asset, partition, sequence, materialization FROM older_move;
DROP TABLE older_move;
CREATE INDEX pointer_move_by_materialization ON pointer_move (materialization, sequence);

ALTER TABLE commit_record RENAME TO older_record;
DROP INDEX commit_record_unsettled;
CREATE TABLE commit_record (
  sequence INTEGER PRIMARY KEY REFERENCES journal, format INTEGER NOT NULL, sha256 TEXT NOT NULL, bytes BLOB, settled INTEGER NOT NULL
) STRICT;
CREATE INDEX commit_record_unsettled ON commit_record (sequence) WHERE settled = 0;
CREATE TABLE tree_counter (value INTEGER NOT NULL) STRICT;
INSERT INTO tree_counter (value) VALUES (0);
CREATE TABLE tree_claim (token INTEGER PRIMARY KEY, holder TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT;
CREATE TABLE tree_entry (
  environment TEXT NOT NULL, folder TEXT NOT NULL, asset TEXT NOT NULL, partition TEXT NOT NULL,
  materialization INTEGER NOT NULL REFERENCES materialization, hidden INTEGER NOT NULL, names TEXT NOT NULL, stamp TEXT, boot TEXT,
  number INTEGER NOT NULL, pending INTEGER NOT NULL, claim INTEGER REFERENCES tree_claim, PRIMARY KEY (environment, folder)
) STRICT, WITHOUT ROWID;
CREATE INDEX tree_entry_by_asset ON tree_entry (environment, asset, number);
CREATE INDEX tree_entry_pending ON tree_entry (number) WHERE pending = 1;
CREATE INDEX tree_entry_claimed ON tree_entry (claim) WHERE claim IS NOT NULL;
CREATE INDEX tree_entry_by_boot ON tree_entry (boot) WHERE stamp IS NOT NULL;
CREATE INDEX tree_entry_unshown ON tree_entry (number) WHERE stamp IS NULL AND hidden = 0 AND pending = 0;
CREATE TABLE tree_suspect (
  environment TEXT NOT NULL, folder TEXT NOT NULL, token INTEGER NOT NULL REFERENCES tree_claim, PRIMARY KEY (environment, folder, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX tree_suspect_by_token ON tree_suspect (token);
CREATE TABLE tree_compared (
  environment TEXT NOT NULL, asset TEXT NOT NULL, partitions TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (environment, asset)
) STRICT, WITHOUT ROWID;
INSERT OR REPLACE INTO tree_entry (environment, folder, asset, partition, materialization, hidden, names, boot, number, pending)
  SELECT pointer.environment, json_extract(body, '$.folder'), asset, partition, pointer.materialization, 0,
    (SELECT json_group_array(json_extract(value, '$.name')) FROM json_each(body, '$.artifact.members')), boot, pointer.sequence,
    EXISTS (SELECT 1 FROM outbox_tree WHERE outbox_tree.sequence = pointer.sequence)
  FROM pointer JOIN journal ON journal.sequence = pointer.materialization LEFT JOIN projection USING (environment, asset, partition);
UPDATE tree_counter SET value = (SELECT coalesce(max(sequence), 0) FROM journal);
DROP TABLE outbox_tree;
DROP TABLE projection;
ALTER TABLE run ADD COLUMN lease_ms INTEGER NOT NULL DEFAULT 60000;
ALTER TABLE lease DROP COLUMN lasts;
ALTER TABLE lease DROP COLUMN expires_at;
`,
]

/** After the statements of the schema version that it is named after. */
const inCode: Readonly<Record<number, (db: Database) => void>> = { 4: keepHashesOfRecords }

/** The bytes of settled records leave the ledger; facts that no record holds yet get the form in which one will. */
function keepHashesOfRecords(db: Database): void {
  for (const { sequence } of db.all<{ sequence: number }>('SELECT sequence FROM older_record ORDER BY sequence')) {
    const older = db.get<{ bytes: Uint8Array; settled: number }>('SELECT bytes, settled FROM older_record WHERE sequence = ?', sequence)!
    const values = [sequence, sha256(older.bytes), older.settled === 1 ? null : older.bytes, older.settled]
    db.run('INSERT INTO commit_record (sequence, format, sha256, bytes, settled) VALUES (?, 1, ?, ?, ?)', ...values)
  }
  db.script('DROP TABLE older_record')
  const unrecorded = db.all<{ sequence: number; body: string }>(
    `SELECT sequence, body FROM journal
     WHERE kind NOT IN ('materialized', 'pointer-moved', 'committed') OR sequence > (SELECT coalesce(max(sequence), 0) FROM commit_record)`,
  )
  for (const { sequence, body } of unrecorded) {
    db.run('UPDATE journal SET body = ? WHERE sequence = ?', canonicalJson(JSON.parse(body)), sequence)
  }
  for (const { id, holder, request } of db.all<{ id: string; holder: string; request: string }>('SELECT id, holder, request FROM run')) {
    const texts = [holder, request].map(text => canonicalJson(JSON.parse(text)))
    db.run('UPDATE run SET holder = ?, request = ? WHERE id = ?', ...texts, id)
  }
}
