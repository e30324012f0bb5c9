/** Commit records in SQLite: what each holds is decided inside the transaction that writes it, since several processes record facts. */
import { sha256 } from '../../foundation/hash.ts'
import { commitBytes } from '../commit-record.ts'
import { isLasting, type JournalRow } from '../facts.ts'
import type { UnwrittenCommit } from '../ledger.ts'
import type { CommitEntry, Sequence } from '../records.ts'
import type { Book } from './book.ts'
import type { Database } from './driver.ts'
import { factsBetween, newestSequence } from './journal.ts'
import { hexOf } from './row/hash-bytes.ts'

interface CommitRow {
  readonly sequence: number
  readonly format: number
  readonly sha256: Uint8Array
  readonly settled: number
}

const columns = 'sequence, format, sha256, settled'

/** One record of everything since the record before. @param newest facts that need not be read again: all after `after`. */
export function writeRecord(
  book: Book,
  newest: { readonly after: Sequence; readonly facts: readonly JournalRow[] } = { after: newestSequence(book.db), facts: [] },
): void {
  const { db, written } = book
  const sequence = newestSequence(db)
  const link = linkBefore(db, sequence)
  const bytes = commitBytes({ ledger: book.id, sequence, previous: link?.link ?? null }, [
    ...factsAfter(book, link, newest.after),
    ...newest.facts,
  ])
  const hash = sha256(bytes)
  addRecord(db, { sequence, format: 2, sha256: hash, settled: false }, null)
  if (written.size >= writtenMax) written.clear()
  written.set(hash, bytes)
}

/** A record is some hundred kilobytes. */
const writtenMax = 32

/** @param bytes where they cannot be computed again. */
export function addRecord(db: Database, { sequence, format, sha256, settled }: CommitEntry, bytes: Uint8Array | null): void {
  db.run(
    'INSERT INTO commit_record (sequence, format, sha256, bytes, settled) VALUES (?, ?, ?, ?, ?)',
    ...[sequence, format, Buffer.from(sha256, 'hex'), bytes, settled ? 1 : 0],
  )
}

/** Writes a commit record where `act` recorded something. */
export function recorded<T>(book: Book, act: () => T): T {
  const before = newestSequence(book.db)
  const result = act()
  if (newestSequence(book.db) > before) writeRecord(book)
  return result
}

/** Of what a rebuilt ledger holds beyond its last record. */
export function writeRecordOfRest(book: Book): void {
  if (newestSequence(book.db) > (newestCommit(book.db, 'any')?.sequence ?? 0)) writeRecord(book)
}

/** A run's end is recorded where its start is, and where something lasting happened since: not where there was nothing to do. */
export function writeRecordOfEnd(book: Book, started: Sequence): void {
  const { db } = book
  const last = newestCommit(db, 'any')?.sequence ?? 0
  if (started <= last || hasLasting(db, last)) writeRecord(book)
}

function hasLasting(db: Database, after: Sequence): boolean {
  const kinds = db.all<{ kind: string }>(
    `SELECT DISTINCT kind FROM fact WHERE sequence > ?1
     UNION ALL SELECT * FROM (SELECT 'materialized' FROM materialization WHERE sequence > ?1 LIMIT 1)
     UNION ALL SELECT * FROM (SELECT 'pointer-moved' FROM move WHERE sequence > ?1 LIMIT 1)`,
    after,
  )
  return kinds.some(({ kind }) => isLasting(kind))
}

/** Oldest first. */
export function unwrittenCommits(book: Book): readonly UnwrittenCommit[] {
  return book.db
    .all<{ sequence: number; sha256: Uint8Array }>('SELECT sequence, sha256 FROM commit_record WHERE settled = 0 ORDER BY sequence')
    .map(({ sequence, sha256 }) => ({ sequence, bytes: book.written.get(hexOf(sha256)) ?? recordBytes(book, sequence)! }))
}

/** The bytes of a record as they are or will be in storage, computed from its facts; null where there is none of this number. */
export function recordBytes(book: Book, sequence: Sequence): Uint8Array | null {
  const row = book.db.get<{ format: number; bytes: Uint8Array | null }>(
    'SELECT format, bytes FROM commit_record WHERE sequence = ?',
    sequence,
  )
  if (!row) return null
  if (row.bytes) return row.bytes
  if (row.format !== 2) return null
  const link = linkBefore(book.db, sequence)
  return commitBytes({ ledger: book.id, sequence, previous: link?.link ?? null }, factsAfter(book, link, sequence))
}

export function commitEntry(db: Database, sequence: Sequence): CommitEntry | null {
  return toEntry(db.get<CommitRow>(`SELECT ${columns} FROM commit_record WHERE sequence = ?`, sequence))
}

export function newestCommit(db: Database, which: 'any' | 'settled'): CommitEntry | null {
  const where = which === 'any' ? '' : 'WHERE settled = 1'
  return toEntry(db.get<CommitRow>(`SELECT ${columns} FROM commit_record ${where} ORDER BY sequence DESC LIMIT 1`))
}

/** In ledger order, so many after a sequence. */
export function commitEntries(db: Database, after: Sequence = 0, limit = -1): readonly CommitEntry[] {
  return db
    .all<CommitRow>(`SELECT ${columns} FROM commit_record WHERE sequence > ? ORDER BY sequence LIMIT ?`, after, limit)
    .flatMap(row => toEntry(row) ?? [])
}

export function settleRecords(db: Database, sequences: readonly Sequence[]): void {
  for (const sequence of sequences) db.run('UPDATE commit_record SET settled = 1, bytes = NULL WHERE sequence = ?', sequence)
}

interface Before {
  readonly link: { readonly sequence: Sequence; readonly sha256: string }
  readonly format: number
}

function linkBefore(db: Database, sequence: Sequence): Before | undefined {
  const row = db.get<CommitRow>(`SELECT ${columns} FROM commit_record WHERE sequence < ? ORDER BY sequence DESC LIMIT 1`, sequence)
  return row && { link: { sequence: row.sequence, sha256: hexOf(row.sha256) }, format: row.format }
}

function factsAfter(book: Book, before: Before | undefined, upTo: Sequence): readonly JournalRow[] {
  if (before?.format !== 1) return factsBetween(book, before?.link.sequence ?? 0, upTo)
  return [...leftOut(book.db, before.link.sequence), ...factsBetween(book, before.link.sequence, upTo)]
}

/** What records of format 1 did not hold. */
function leftOut(db: Database, upTo: Sequence): readonly JournalRow[] {
  return db.all<JournalRow>(`SELECT sequence, at, kind, body FROM fact WHERE sequence <= ? AND kind <> 'committed' ORDER BY sequence`, upTo)
}

function toEntry(row: CommitRow | undefined): CommitEntry | null {
  if (!row) return null
  return { sequence: row.sequence, format: row.format, sha256: hexOf(row.sha256), settled: row.settled === 1 }
}
