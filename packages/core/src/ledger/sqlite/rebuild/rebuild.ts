/** Builds a ledger file from commit records, joined by the facts of an existing ledger that has others. */
import type { Instant } from '@varve/partitions'
import type { ReadRecord } from '../../commit-record.ts'
import type { CommitEntry, Sequence } from '../../records.ts'
import { type Book, bookOf } from '../book.ts'
import { addRecord, writeRecordOfRest } from '../commits.ts'
import { openDatabase } from '../driver.ts'
import { newestSequence, record } from '../journal.ts'
import { createSchema } from '../schema.ts'
import { type Conflicts, commonPoint, fillGaps, joinOther } from './join.ts'
import type { OldLedger } from './old.ts'
import { type Waiting, waitingFacts } from './waiting.ts'

export interface RebuildRequest {
  /** A new file. */
  readonly path: string
  /** The id of the ledger that owns the root. */
  readonly ledger: string
  /** In order, and whole. */
  readonly records: AsyncIterable<RebuildRecord>
  /** The number of the last of them: so many facts there are. */
  readonly newest: Sequence
  readonly old: OldLedger | undefined
  readonly at: Instant
  /** Hears how many facts are applied, of how many. */
  readonly progress: (done: number, total: number) => void
}

export interface RebuildRecord {
  readonly record: ReadRecord
  readonly sha256: string
}

export interface Built extends Conflicts {
  readonly materializations: number
  readonly pointers: number
}

/** The file is whole once this resolves; what it still has to write to the root is in its outbox. */
export async function buildLedger(request: RebuildRequest): Promise<Built> {
  const db = await openDatabase(request.path)
  try {
    db.script('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN EXCLUSIVE') // a build that is cut short is thrown away
    createSchema(db, request.ledger)
    const book = bookOf(db, request.ledger)
    const waiting = waitingFacts(book)
    const entries = await addRecords(book, waiting, request)
    const common = request.old ? commonPoint(book, waiting, entries, request.old) : 0
    if (request.old) fillGaps(waiting, request.old, common)
    waiting.apply()
    request.progress(newestSequence(db), newestSequence(db))
    const conflicts = request.old ? joinOther(book, { old: request.old, common, at: request.at }) : noConflicts
    endRuns(book, request.at)
    writeRecordOfRest(book)
    db.script('COMMIT')
    const count = (table: 'materialization' | 'pointer') => db.get<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)!.count
    return { materializations: count('materialization'), pointers: count('pointer'), ...conflicts }
  } finally {
    db.close()
  }
}

const noConflicts: Conflicts = { conflicts: [], keyConflicts: [] }

/**
 * The records are in the root, so they are settled. Facts of records of format 1 wait for the first record after them, which brings earlier
 * facts than theirs.
 */
async function addRecords(book: Book, waiting: Waiting, { records, newest, progress }: RebuildRequest): Promise<readonly CommitEntry[]> {
  const entries: CommitEntry[] = []
  for await (const { record, sha256 } of records) {
    const { sequence, format } = record
    waiting.add(record.rows)
    if (format === 2) waiting.apply()
    const entry = { sequence, format, sha256, settled: true }
    addRecord(book.db, entry, null)
    entries.push(entry)
    progress(sequence, Math.max(sequence, newest))
  }
  return entries
}

/** Nobody can have gone on with a run while its ledger was rebuilt. */
function endRuns(book: Book, at: Instant): void {
  const running = book.db.all<{ id: string }>(`SELECT id FROM run WHERE status = 'running' ORDER BY sequence`)
  for (const { id } of running) record(book, { kind: 'run-ended', at, body: { id, status: 'interrupted' } })
}
