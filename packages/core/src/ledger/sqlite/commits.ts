/** Commit records in SQLite: what each holds is decided inside the transaction that writes it, since several processes record facts. */
import { sha256 } from '../../foundation/hash.ts'
import { commitBytes } from '../commit-record.ts'
import { isLasting, type JournalRow } from '../facts.ts'
import type { CommitEntry, Sequence } from '../records.ts'
import type { Database } from './driver.ts'
import { journalBetween, newestSequence } from './journal.ts'

interface CommitRow extends Omit<CommitEntry, 'settled'> {
  readonly settled: number
}

const columns = 'sequence, format, sha256, settled'

/** One record of everything since the record before. */
function writeRecord(db: Database, ledger: string): void {
  const sequence = newestSequence(db)
  const bytes = bytesOf(db, ledger, sequence)
  const values = [sequence, sha256(bytes), bytes]
  db.run('INSERT INTO commit_record (sequence, format, sha256, bytes, settled) VALUES (?, 2, ?, ?, 0)', ...values)
}

/** Writes a commit record where `act` recorded something. */
export function recorded<T>(db: Database, ledger: string, act: () => T): T {
  const before = newestSequence(db)
  const result = act()
  if (newestSequence(db) > before) writeRecord(db, ledger)
  return result
}

/** Of what a rebuilt ledger holds beyond its last record. */
export function writeRecordOfRest(db: Database, ledger: string): void {
  if (newestSequence(db) > (newestCommit(db, 'any')?.sequence ?? 0)) writeRecord(db, ledger)
}

/** A run's end is recorded where its start is, and where something lasting happened since: not where there was nothing to do. */
export function writeRecordOfEnd(db: Database, ledger: string, started: Sequence): void {
  const last = newestCommit(db, 'any')?.sequence ?? 0
  const kinds = db.all<{ kind: string }>('SELECT DISTINCT kind FROM journal WHERE sequence > ?', last)
  if (started <= last || kinds.some(({ kind }) => isLasting(kind))) writeRecord(db, ledger)
}

/** The bytes of a record as they are or were in storage; a settled one is computed again. Undefined where there is none of this number. */
export function recordBytes(db: Database, ledger: string, sequence: Sequence): Uint8Array | undefined {
  const row = db.get<{ format: number; bytes: Uint8Array | null }>('SELECT format, bytes FROM commit_record WHERE sequence = ?', sequence)
  if (!row) return undefined
  if (row.bytes) return row.bytes
  return row.format === 2 ? bytesOf(db, ledger, sequence) : undefined
}

export function commitEntry(db: Database, sequence: Sequence): CommitEntry | undefined {
  return toEntry(db.get<CommitRow>(`SELECT ${columns} FROM commit_record WHERE sequence = ?`, sequence))
}

/** The newest record before `sequence`. */
function recordBefore(db: Database, sequence: Sequence): CommitEntry | undefined {
  return toEntry(db.get<CommitRow>(`SELECT ${columns} FROM commit_record WHERE sequence < ? ORDER BY sequence DESC LIMIT 1`, sequence))
}

export function newestCommit(db: Database, which: 'any' | 'settled'): CommitEntry | undefined {
  const where = which === 'any' ? '' : 'WHERE settled = 1'
  return toEntry(db.get<CommitRow>(`SELECT ${columns} FROM commit_record ${where} ORDER BY sequence DESC LIMIT 1`))
}

export function commitEntries(db: Database): readonly CommitEntry[] {
  return db.all<CommitRow>(`SELECT ${columns} FROM commit_record ORDER BY sequence`).flatMap(row => toEntry(row) ?? [])
}

export function settleRecord(db: Database, sequence: Sequence): void {
  db.run('UPDATE commit_record SET settled = 1, bytes = NULL WHERE sequence = ?', sequence)
}

function bytesOf(db: Database, ledger: string, sequence: Sequence): Uint8Array {
  const previous = recordBefore(db, sequence)
  const link = previous ? { sequence: previous.sequence, sha256: previous.sha256 } : null
  const rows = [...(previous?.format === 1 ? leftOut(db, previous.sequence) : []), ...journalBetween(db, link?.sequence ?? 0, sequence)]
  return commitBytes({ ledger, sequence, previous: link }, rows)
}

/** What records of format 1 did not hold. */
function leftOut(db: Database, upTo: Sequence): readonly JournalRow[] {
  return db.all<JournalRow>(
    `SELECT sequence, at, kind, body FROM journal
     WHERE sequence <= ? AND kind NOT IN ('materialized', 'pointer-moved', 'committed') ORDER BY sequence`,
    upTo,
  )
}

function toEntry(row: CommitRow | undefined): CommitEntry | undefined {
  return row && { sequence: row.sequence, format: row.format, sha256: row.sha256, settled: row.settled === 1 }
}
