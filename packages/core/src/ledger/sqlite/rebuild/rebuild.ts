/** Builds a ledger file from commit records, joined by the facts of an existing ledger that has others. */
import type { Instant } from '@varve/partitions'
import type { ReadRecord } from '../../commit-record.ts'
import { factOf } from '../../facts.ts'
import type { CommitEntry, Sequence } from '../../records.ts'
import { writeRecordOfRest } from '../commits.ts'
import type { Database } from '../driver.ts'
import { openDatabase } from '../driver.ts'
import { applyFact } from '../facts.ts'
import { addFact, journalBetween, newestSequence, record } from '../journal.ts'
import { createSchema } from '../schema.ts'
import { type Conflicts, commonPoint, fillGaps, joinOther } from './join.ts'
import type { OldLedger } from './old.ts'

export interface RebuildRequest {
  /** A new file. */
  readonly path: string
  /** The id of the ledger that owns the root. */
  readonly ledger: string
  /** In order, and whole. */
  readonly records: AsyncIterable<RebuildRecord>
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
    const entries = await addRecords(db, request.records)
    const common = request.old ? commonPoint(db, entries, request.old) : 0
    if (request.old) fillGaps(db, request.old, common)
    applyAll(db, request.progress)
    const conflicts = request.old ? joinOther(db, request.ledger, { old: request.old, common, at: request.at }) : noConflicts
    endRuns(db, request.at)
    writeRecordOfRest(db, request.ledger)
    db.script('COMMIT')
    const count = (table: 'materialization' | 'pointer') => db.get<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)!.count
    return { materializations: count('materialization'), pointers: count('pointer'), ...conflicts }
  } finally {
    db.close()
  }
}

const noConflicts: Conflicts = { conflicts: [], keyConflicts: [] }

/** The records are in the root, so they are settled. */
async function addRecords(db: Database, records: AsyncIterable<RebuildRecord>): Promise<readonly CommitEntry[]> {
  const entries: CommitEntry[] = []
  for await (const { record, sha256 } of records) {
    for (const row of record.rows) addFact(db, row)
    const { sequence, format } = record
    db.run('INSERT INTO commit_record (sequence, format, sha256, bytes, settled) VALUES (?, ?, ?, NULL, 1)', sequence, format, sha256)
    entries.push({ sequence, format, sha256, settled: true })
  }
  return entries
}

const factsAtOnce = 1_000

/** In ledger order: the first record after those of format 1 brings facts that are earlier than theirs. */
function applyAll(db: Database, progress: RebuildRequest['progress']): void {
  const total = db.get<{ count: number }>('SELECT count(*) AS count FROM journal')!.count
  const upTo = newestSequence(db)
  for (let after: Sequence = 0, done = 0; after < upTo; after += factsAtOnce) {
    const rows = journalBetween(db, after, after + factsAtOnce)
    for (const row of rows) applyFact(db, factOf(row))
    done += rows.length
    progress(done, total)
  }
}

/** Nobody can have gone on with a run while its ledger was rebuilt. */
function endRuns(db: Database, at: Instant): void {
  const running = db.all<{ id: string }>(`SELECT id FROM run WHERE status = 'running' ORDER BY sequence`)
  for (const { id } of running) record(db, { kind: 'run-ended', at, body: { id, status: 'interrupted' } })
}
