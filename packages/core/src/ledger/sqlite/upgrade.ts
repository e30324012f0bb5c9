/** Schema version 4 to 5: every fact is recorded again, in narrow rows; what is no fact is carried over. */
import { factOf, type JournalRow } from '../facts.ts'
import type { Sequence } from '../records.ts'
import { type Book, bookOf, nameNumber } from './book.ts'
import { addRecord } from './commits.ts'
import type { Database } from './driver.ts'
import { sqliteCode } from './error.ts'
import { addFact, setNewest } from './journal.ts'
import { tables } from './tables.ts'
import { entryAt } from './tree-entries.ts'
import { placeFor } from './tree-place.ts'

/** What holds more than facts, or the facts themselves. All other tables are made of facts, and made again. */
const carried = [
  'meta',
  'journal',
  'run',
  'lease',
  'pin',
  'removal',
  'commit_record',
  'tree_counter',
  'tree_claim',
  'tree_entry',
  'tree_suspect',
  'tree_compared',
]
const rowsAtOnce = 1_000

/** Runs inside a transaction without foreign keys. It holds a page of rows at a time, and uses the room of what it has done. */
export function upgradeTo5(db: Database): void {
  setAside(db)
  db.script(tables)
  const id = db.get<{ value: string }>(`SELECT value FROM old_meta WHERE key = 'id'`)!.value
  const book = bookOf(db, id)
  recordAgain(book)
  carryOver(db)
  carryRecords(db)
  carryTree(book)
  for (const table of carried) db.script(`DROP TABLE old_${table}`)
}

/** The room of tables that are made of facts is used for what is made of them now. */
function setAside(db: Database): void {
  const all = db.all<{ type: string; name: string }>(
    `SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type = 'table'`,
  )
  for (const { type, name } of all) {
    if (type === 'index') db.script(`DROP INDEX "${name}"`)
    else db.script(carried.includes(name) ? `ALTER TABLE "${name}" RENAME TO "old_${name}"` : `DROP TABLE "${name}"`)
  }
}

function recordAgain(book: Book): void {
  const { db } = book
  let newest: JournalRow | undefined
  for (;;) {
    const rows: readonly JournalRow[] = db.all<JournalRow>(
      `SELECT sequence, at, kind, body FROM old_journal WHERE sequence > ? ORDER BY sequence LIMIT ${rowsAtOnce}`,
      newest?.sequence ?? 0,
    )
    if (rows.length === 0) break
    for (const row of rows) addFact(book, factOf(row))
    newest = rows.at(-1)!
    db.run('DELETE FROM old_journal WHERE sequence <= ?', newest.sequence)
  }
  if (newest) setNewest(db, newest)
}

function carryOver(db: Database): void {
  db.script(`
    INSERT INTO meta (key, value) SELECT key, value FROM old_meta;
    UPDATE run SET heartbeat_at = old_run.heartbeat_at, lease_ms = old_run.lease_ms FROM old_run WHERE old_run.id = run.id;
    INSERT INTO sqlite_sequence (name, seq) SELECT 'lease', seq FROM sqlite_sequence WHERE name = 'old_lease';
    INSERT INTO lease (token, run, asset, partition, version) SELECT token, run, asset, partition, version FROM old_lease;
    INSERT INTO pin (token, sha256) SELECT token, sha256 FROM old_pin;
    DELETE FROM removal;
    INSERT INTO removal (sequence, run) SELECT sequence, run FROM old_removal;
    UPDATE tree_counter SET value = (SELECT value FROM old_tree_counter);
    INSERT INTO tree_claim (token, holder, expires_at) SELECT token, holder, expires_at FROM old_tree_claim;
    INSERT INTO tree_compared (environment, asset, partitions, number) SELECT environment, asset, partitions, number FROM old_tree_compared;
  `)
}

function carryRecords(db: Database): void {
  for (let after: Sequence = 0; ; ) {
    const rows = db.all<{ sequence: number; format: number; sha256: string; bytes: Uint8Array | null; settled: number }>(
      `SELECT sequence, format, sha256, bytes, settled FROM old_commit_record WHERE sequence > ? ORDER BY sequence LIMIT ${rowsAtOnce}`,
      after,
    )
    for (const { bytes, settled, ...entry } of rows) addRecord(db, { ...entry, settled: settled === 1 }, bytes)
    if (rows.length < rowsAtOnce) return
    after = rows.at(-1)!.sequence
  }
}

interface OldEntry {
  readonly environment: string
  readonly folder: string
  readonly asset: string
  readonly materialization: number
  readonly hidden: number
  readonly names: string
  readonly stamp: string | null
  readonly boot: string | null
  readonly number: number
  readonly pending: number
  readonly claim: number | null
}

/** Recording the facts again has queued every path: what is known of them takes its place. */
function carryTree(book: Book): void {
  const { db, texts } = book
  db.run('DELETE FROM tree_entry')
  let after = { environment: '', folder: '' }
  for (;;) {
    const rows = db.all<OldEntry>(
      `SELECT environment, folder, asset, materialization, hidden, names, stamp, boot, number, pending, claim FROM old_tree_entry
       WHERE (environment, folder) > (?, ?) ORDER BY environment, folder LIMIT ${rowsAtOnce}`,
      ...[after.environment, after.folder],
    )
    for (const row of rows) {
      const { place, rest } = placeFor(book, row.folder)
      db.run(
        `INSERT INTO tree_entry (environment, place, rest, asset, materialization, hidden, names, stamp, boot, number, pending, claim)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[nameNumber(book, row.environment), place, rest, nameNumber(book, row.asset), row.materialization, row.hidden],
        ...[texts.intern(row.names), row.stamp, row.boot === null ? null : nameNumber(book, row.boot), row.number, row.pending, row.claim],
      )
    }
    if (rows.length < rowsAtOnce) break
    after = rows.at(-1)!
  }
  for (const { token, ...path } of db.all<{ environment: string; folder: string; token: number }>(
    'SELECT environment, folder, token FROM old_tree_suspect',
  )) {
    db.run('INSERT INTO tree_suspect (entry, token) VALUES (?, ?)', entryAt(book, path)!, token)
  }
}

/**
 * Most of an older ledger is room that nothing uses any more. Writing the file anew needs, for a moment, room for what is left, a small
 * part of what it gives back. Where that cannot be done now, as while another process reads, the room stays for what is recorded later.
 */
export function giveBackSpace(db: Database): void {
  const count = (pragma: string) => Object.values(db.get<Record<string, number>>(`PRAGMA ${pragma}`)!)[0]!
  if (count('freelist_count') * 2 < count('page_count')) return
  try {
    db.script('VACUUM')
    db.script('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error
  }
}
