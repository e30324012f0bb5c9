/** An existing ledger file that is about to be replaced: read while nobody else can use it. */
import { access } from 'node:fs/promises'
import { isVarveError } from '../../../foundation/errors.ts'
import { systemRandom } from '../../../foundation/random.ts'
import type { JournalRow } from '../../facts.ts'
import type { CommitEntry, Sequence } from '../../records.ts'
import { type Book, bookOf } from '../book.ts'
import { commitEntries, recordBytes } from '../commits.ts'
import { type Database, letGoOfClosed, openDatabase } from '../driver.ts'
import { ledgerUnusable, sqliteCode } from '../error.ts'
import { factsBetween } from '../journal.ts'
import { prepareSchema } from '../schema.ts'

export interface OldLedger {
  readonly id: string
  readonly entries: readonly CommitEntry[]
  readonly book: Book
  /** Undefined for a settled record of format 1. */
  recordBytes(sequence: Sequence): Uint8Array | undefined
  /** With canonical bodies. */
  rows(after: Sequence, upTo: Sequence): readonly JournalRow[]
  /** Lets others open the file again. */
  close(): void
}

/**
 * Opens the file so that no other process has it open or can open it. It leaves no write-ahead log behind, since one that lies beside
 * the file that takes its place would be taken for that file's own.
 *
 * @returns undefined where there is no file, and where it is damaged or not a database
 * @throws LEDGER_UNUSABLE while another process uses it
 * @throws LEDGER_VERSION_UNKNOWN
 */
export async function lockOldLedger(path: string): Promise<OldLedger | undefined> {
  if (!(await exists(path))) return undefined
  await letGoOfClosed()
  let db: Database | undefined
  try {
    db = await openDatabase(path)
    const id = await prepareSchema(db, systemRandom)
    if (id === undefined || !isSound(db)) return closed(db)
    lock(db)
    return oldLedger(db, id)
  } catch (error) {
    db?.close()
    if (isDamaged(error)) return undefined
    throw sqliteCode(error) === undefined ? error : ledgerUnusable(path, error)
  }
}

function oldLedger(db: Database, id: string): OldLedger {
  const book = bookOf(db, id)
  return {
    id,
    entries: commitEntries(db),
    book,
    recordBytes: sequence => recordBytes(book, sequence) ?? undefined,
    rows: (after, upTo) => factsBetween(book, after, upTo),
    close: () => {
      if (db.inTransaction) db.script('ROLLBACK')
      // The lock ends with the next look at the file; a closed connection would keep it until its statements are collected.
      db.script('PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_schema')
      db.close()
    },
  }
}

/** Fails while another connection has the file open: each holds a shared lock as long as it lives. */
function lock(db: Database): void {
  db.script('PRAGMA locking_mode = EXCLUSIVE')
  db.script('PRAGMA journal_mode = DELETE')
  db.script('BEGIN EXCLUSIVE')
}

function isSound(db: Database): boolean {
  return db.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check === 'ok'
}

function closed(db: Database): undefined {
  db.close()
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
function isDamaged(error: unknown): boolean {
  const code = isVarveError(error) ? error.details.sqlite : sqliteCode(error)
  return code === 11 || code === 26
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
