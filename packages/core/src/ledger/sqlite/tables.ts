/** The tables of a ledger: what is kept as facts, and what answers from them. */

/**
 * Facts are rows of `fact`, except the two kinds of which there are many: a materialization is a row of its own, and says itself where a
 * pointer was moved to it at once; other moves of pointers are rows of `move`. `moment` says when: from its sequence on, up to the next.
 *
 * No table may be called `journal`, as one was up to schema version 4: an older Varve that has the file open while it is upgraded counts and
 * records facts there, and has to fail instead.
 */
export const tables = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter (sequence INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
INSERT INTO counter (sequence, at) VALUES (0, 0);
CREATE TABLE text (number INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;

CREATE TABLE fact (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE moment (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE materialization (
  sequence INTEGER PRIMARY KEY, asset INTEGER NOT NULL, key TEXT NOT NULL, id BLOB NOT NULL, version BLOB NOT NULL, content BLOB NOT NULL,
  environment INTEGER, basis INTEGER NOT NULL, detail INTEGER NOT NULL, origin INTEGER NOT NULL, external INTEGER, as_of INTEGER,
  bytes INTEGER, rows INTEGER, created_at INTEGER NOT NULL, window_start INTEGER, window_length INTEGER, windows TEXT, reads TEXT, more TEXT
) STRICT;
CREATE INDEX materialization_by_key ON materialization (asset, key, substr(version, 1, 4));
CREATE TABLE move (
  sequence INTEGER PRIMARY KEY, environment INTEGER NOT NULL, asset INTEGER NOT NULL, key TEXT NOT NULL, materialization INTEGER
) STRICT;
CREATE INDEX move_by_key ON move (asset, key);

CREATE TABLE pointer (
  environment INTEGER NOT NULL, asset INTEGER NOT NULL, key TEXT NOT NULL, materialization INTEGER NOT NULL, sequence INTEGER NOT NULL,
  version BLOB NOT NULL, content BLOB NOT NULL, basis INTEGER NOT NULL, window_start INTEGER, window_length INTEGER, windows TEXT,
  PRIMARY KEY (environment, asset, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE asset_head (asset INTEGER PRIMARY KEY, sequence INTEGER NOT NULL) STRICT;
CREATE TABLE reader (asset INTEGER NOT NULL, detail INTEGER NOT NULL, PRIMARY KEY (asset, detail)) STRICT, WITHOUT ROWID;
CREATE TABLE member (
  sha256 TEXT NOT NULL, materialization INTEGER NOT NULL, PRIMARY KEY (sha256, materialization)
) STRICT, WITHOUT ROWID;
CREATE TABLE state (
  environment INTEGER NOT NULL, asset INTEGER NOT NULL, identity TEXT NOT NULL, sequence INTEGER NOT NULL, body BLOB NOT NULL,
  UNIQUE (environment, asset)
) STRICT;

CREATE TABLE run (
  id TEXT PRIMARY KEY, sequence INTEGER NOT NULL UNIQUE, environment TEXT NOT NULL, holder TEXT NOT NULL, request TEXT NOT NULL,
  started_at INTEGER NOT NULL, heartbeat_at INTEGER NOT NULL, lease_ms INTEGER NOT NULL DEFAULT 60000, ended_at INTEGER, status TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX run_running ON run (sequence) WHERE status = 'running';
CREATE TABLE lease (
  token INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, asset TEXT NOT NULL, partition TEXT NOT NULL, version TEXT NOT NULL,
  UNIQUE (asset, partition, version)
) STRICT;
CREATE INDEX lease_by_run ON lease (run);
CREATE TABLE pin (token INTEGER NOT NULL REFERENCES lease ON DELETE CASCADE, sha256 TEXT NOT NULL, PRIMARY KEY (token, sha256)) STRICT, WITHOUT ROWID;

CREATE TABLE refusal (sequence INTEGER PRIMARY KEY, asset INTEGER NOT NULL, key TEXT NOT NULL, version BLOB NOT NULL) STRICT;
CREATE INDEX refusal_by_key ON refusal (asset, key);
CREATE TABLE observation (external TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (external, sequence)) STRICT, WITHOUT ROWID;
CREATE TABLE external_verdict (
  external TEXT NOT NULL, version TEXT NOT NULL, contract TEXT NOT NULL, sequence INTEGER NOT NULL,
  PRIMARY KEY (external, version, contract, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE dynamic_key (
  name TEXT NOT NULL, spelling TEXT NOT NULL, key TEXT NOT NULL, present INTEGER NOT NULL, sequence INTEGER NOT NULL,
  PRIMARY KEY (name, spelling)
) STRICT, WITHOUT ROWID;
CREATE TABLE partition_definition (
  environment TEXT NOT NULL, asset TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (environment, asset)
) STRICT, WITHOUT ROWID;

CREATE TABLE loss (sha256 TEXT PRIMARY KEY, found TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE loss_holder (
  sha256 TEXT NOT NULL, materialization INTEGER NOT NULL, asset INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (sha256, materialization)
) STRICT, WITHOUT ROWID;
CREATE INDEX loss_holder_by_key ON loss_holder (asset, key);
CREATE TABLE loss_event (
  sequence INTEGER NOT NULL, asset INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (sequence, asset, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE erasure (
  asset INTEGER NOT NULL, key TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (asset, key, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_in_order ON erasure (sequence);
CREATE TABLE removal (sequence INTEGER PRIMARY KEY, run TEXT REFERENCES run) STRICT;

CREATE TABLE commit_record (
  sequence INTEGER PRIMARY KEY, format INTEGER NOT NULL, sha256 BLOB NOT NULL, bytes BLOB, settled INTEGER NOT NULL
) STRICT;
CREATE INDEX commit_record_unsettled ON commit_record (sequence) WHERE settled = 0;

CREATE TABLE tree_counter (value INTEGER NOT NULL) STRICT;
INSERT INTO tree_counter (value) VALUES (0);
CREATE TABLE tree_claim (token INTEGER PRIMARY KEY, holder TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT;
CREATE TABLE tree_entry (
  entry INTEGER PRIMARY KEY, environment INTEGER NOT NULL, place INTEGER NOT NULL, rest TEXT NOT NULL, asset INTEGER NOT NULL,
  materialization INTEGER NOT NULL, hidden INTEGER NOT NULL, names INTEGER NOT NULL, stamp TEXT, boot INTEGER, number INTEGER NOT NULL,
  pending INTEGER NOT NULL, claim INTEGER REFERENCES tree_claim, UNIQUE (environment, place, rest)
) STRICT;
CREATE INDEX tree_entry_by_asset ON tree_entry (environment, asset, number);
CREATE INDEX tree_entry_pending ON tree_entry (number) WHERE pending = 1;
CREATE INDEX tree_entry_claimed ON tree_entry (claim) WHERE claim IS NOT NULL;
CREATE INDEX tree_entry_by_boot ON tree_entry (boot) WHERE stamp IS NOT NULL;
CREATE INDEX tree_entry_unshown ON tree_entry (number) WHERE stamp IS NULL AND hidden = 0 AND pending = 0;
CREATE TABLE tree_suspect (
  entry INTEGER NOT NULL REFERENCES tree_entry, token INTEGER NOT NULL REFERENCES tree_claim, PRIMARY KEY (entry, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX tree_suspect_by_token ON tree_suspect (token);
CREATE TABLE tree_compared (
  environment TEXT NOT NULL, asset TEXT NOT NULL, partitions TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (environment, asset)
) STRICT, WITHOUT ROWID;
`
