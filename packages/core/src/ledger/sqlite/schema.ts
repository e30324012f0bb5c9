/** The ledger's tables: an append-only journal that numbers every fact, and projections of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { canonicalJson } from '../../foundation/canonical.ts'
import { VarveError } from '../../foundation/errors.ts'
import { sha256 } from '../../foundation/hash.ts'
import type { Random } from '../../foundation/random.ts'
import { busyTimeoutMs, type Database } from './driver.ts'
import { isBusy, ledgerUnusable, sqliteCode } from './error.ts'

const applicationId = 0x56415256 // 'VARV': distinguishes a ledger from another program's database
const retryDelayMs = 20

/** What each schema version adds to the one before; what SQL cannot say is in `inCode`. */
const versions: readonly string[] = [
  `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE journal (sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL) STRICT;

CREATE TABLE run (
  id TEXT PRIMARY KEY, sequence INTEGER NOT NULL UNIQUE REFERENCES journal, environment TEXT NOT NULL, holder TEXT NOT NULL, request TEXT NOT NULL,
  started_at INTEGER NOT NULL, heartbeat_at INTEGER NOT NULL, ended_at INTEGER, status TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE lease (
  token INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL REFERENCES run, asset TEXT NOT NULL, partition TEXT NOT NULL, version TEXT NOT NULL,
  lasts INTEGER NOT NULL, expires_at INTEGER NOT NULL, UNIQUE (asset, partition, version)
) STRICT;
CREATE INDEX lease_by_run ON lease (run);
CREATE TABLE pin (token INTEGER NOT NULL REFERENCES lease ON DELETE CASCADE, sha256 TEXT NOT NULL, PRIMARY KEY (token, sha256)) STRICT, WITHOUT ROWID;

CREATE TABLE materialization (
  sequence INTEGER PRIMARY KEY REFERENCES journal, id TEXT NOT NULL UNIQUE,
  asset TEXT NOT NULL, partition TEXT NOT NULL, version TEXT NOT NULL, definition_hash TEXT NOT NULL
) STRICT;
CREATE INDEX materialization_by_version ON materialization (asset, partition, version);
CREATE INDEX materialization_by_definition ON materialization (asset, partition, definition_hash);
CREATE TABLE lineage_input (
  asset TEXT NOT NULL, materialization INTEGER NOT NULL REFERENCES materialization, PRIMARY KEY (asset, materialization)
) STRICT, WITHOUT ROWID;
CREATE TABLE pointer (
  environment TEXT NOT NULL, asset TEXT NOT NULL, partition TEXT NOT NULL,
  materialization INTEGER NOT NULL REFERENCES materialization, sequence INTEGER NOT NULL REFERENCES journal,
  PRIMARY KEY (environment, asset, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE pointer_move (
  environment TEXT NOT NULL, asset TEXT NOT NULL, partition TEXT NOT NULL, sequence INTEGER NOT NULL REFERENCES journal,
  materialization INTEGER NOT NULL REFERENCES materialization, PRIMARY KEY (environment, asset, partition, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX pointer_move_by_materialization ON pointer_move (materialization, sequence);

CREATE TABLE refusal (sequence INTEGER PRIMARY KEY REFERENCES journal, asset TEXT NOT NULL, partition TEXT NOT NULL, version TEXT NOT NULL) STRICT;
CREATE INDEX refusal_by_version ON refusal (asset, partition, version);
CREATE TABLE observation (
  external TEXT NOT NULL, sequence INTEGER NOT NULL REFERENCES journal, PRIMARY KEY (external, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE external_verdict (
  external TEXT NOT NULL, version TEXT NOT NULL, contract TEXT NOT NULL, sequence INTEGER NOT NULL REFERENCES journal,
  PRIMARY KEY (external, version, contract, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE commit_record (sequence INTEGER PRIMARY KEY REFERENCES journal, bytes BLOB NOT NULL, settled INTEGER NOT NULL) STRICT;
CREATE INDEX commit_record_unsettled ON commit_record (sequence) WHERE settled = 0;
CREATE TABLE outbox_tree (
  sequence INTEGER PRIMARY KEY REFERENCES journal, environment TEXT NOT NULL, materialization INTEGER NOT NULL REFERENCES materialization
) STRICT;
CREATE TABLE projection (
  environment TEXT NOT NULL, asset TEXT NOT NULL, partition TEXT NOT NULL,
  materialization INTEGER NOT NULL REFERENCES materialization, boot TEXT, PRIMARY KEY (environment, asset, partition)
) STRICT, WITHOUT ROWID;
`,
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

/**
 * Creates the ledger where the file is new, gives an older one the tables it needs, and returns the ledger's id.
 *
 * @param isStillThere asked once the file could be read, and before anything is written: false where another file has its name by now
 * @returns undefined where the file was replaced
 * @throws LEDGER_VERSION_UNKNOWN for a ledger written by a newer Varve
 * @throws LEDGER_UNUSABLE for a file that is not a ledger
 */
export async function prepareSchema(db: Database, random: Random, isStillThere: () => boolean = () => true): Promise<string | undefined> {
  // Switching to WAL fails at once while another process creates the ledger, whatever the busy timeout says: so try again here.
  for (let waitedMs = 0; ; waitedMs += retryDelayMs) {
    try {
      return createOrCheck(db, random, isStillThere)
    } catch (error) {
      if (db.inTransaction) db.script('ROLLBACK')
      if (sqliteCode(error) === undefined) throw error
      if (!isBusy(error) || waitedMs >= busyTimeoutMs) throw ledgerUnusable(db.path, error)
    }
    await sleep(retryDelayMs)
  }
}

function createOrCheck(db: Database, random: Random, isStillThere: () => boolean): string | undefined {
  db.script('BEGIN') // one state for all three reads: another process may be creating the ledger between them
  const version = versionOf(db) // before anything is written: the file may be another program's
  db.script('COMMIT')
  if (!isStillThere()) return undefined
  db.script('PRAGMA journal_mode = WAL')
  if (version < versions.length) upgrade(db, random)
  const row = db.get<{ value: string }>(`SELECT value FROM meta WHERE key = 'id'`)
  if (!row) throw notALedger(db.path)
  return row.value
}

/** Another process may have done it since the version was read. */
function upgrade(db: Database, random: Random): void {
  db.script('PRAGMA synchronous = FULL') // the id must outlive a power cut: storage roots will name it
  db.script('BEGIN EXCLUSIVE')
  const version = versionOf(db)
  addTables(db, version)
  if (version === 0) db.run(`INSERT INTO meta (key, value) VALUES ('id', ?)`, random.hex(16))
  db.script('COMMIT')
}

/** Fills an empty file, inside a write transaction. */
export function createSchema(db: Database, id: string): void {
  addTables(db, 0)
  db.run(`INSERT INTO meta (key, value) VALUES ('id', ?)`, id)
}

function addTables(db: Database, version: number): void {
  for (const [index, tables] of versions.entries()) {
    if (index < version) continue
    db.script(tables)
    inCode[index + 1]?.(db)
  }
  db.script(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${versions.length}`)
}

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

/**
 * The id of a ledger that cannot be written, so that it cannot be upgraded either; undefined where it has an older schema.
 *
 * @throws LEDGER_VERSION_UNKNOWN LEDGER_UNUSABLE
 */
export function idAsItIs(db: Database): string | undefined {
  if (versionOf(db) < versions.length) return undefined
  return db.get<{ value: string }>(`SELECT value FROM meta WHERE key = 'id'`)?.value
}

/** 0 where the file still waits for its tables. */
function versionOf(db: Database): number {
  const application = db.get<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0
  const version = db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
  const isEmpty = db.get('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined
  if (application === 0 && version === 0 && isEmpty) return 0
  if (application !== applicationId) throw notALedger(db.path)
  if (version >= 1 && version <= versions.length) return version
  throw new VarveError('LEDGER_VERSION_UNKNOWN', {
    what: `the ledger has schema version ${version}, and this Varve knows ${versions.length}`,
    where: db.path,
    why: 'it was written by a newer Varve',
    fix: 'use the Varve that wrote it, or a newer one',
    details: { path: db.path, version, known: versions.length },
  })
}

function notALedger(path: string): VarveError {
  return new VarveError('LEDGER_UNUSABLE', {
    what: 'the file is not a Varve ledger',
    where: path,
    why: 'it is the database of another program',
    fix: 'move the file away, or name another path for the ledger',
    details: { path },
  })
}
