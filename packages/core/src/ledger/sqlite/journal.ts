/** The journal in SQLite: facts are appended here and applied to the tables that answer from them; row numbers are the ledger's order. */
import { type JournalRow, journalRow, type NewFact } from '../facts.ts'
import type { Sequence } from '../records.ts'
import type { Database } from './driver.ts'
import { applyFact } from './facts.ts'

/** Runs inside a write transaction. */
export function record(db: Database, fact: NewFact): Sequence {
  const sequence = newestSequence(db) + 1
  addFact(db, journalRow({ ...fact, sequence }))
  applyFact(db, { ...fact, sequence })
  return sequence
}

/** Without applying it. */
export function addFact(db: Database, { sequence, at, kind, body }: JournalRow): void {
  db.run('INSERT INTO journal (sequence, at, kind, body) VALUES (?, ?, ?, ?)', sequence, at, kind, body)
}

export function newestSequence(db: Database): Sequence {
  return db.get<{ sequence: number | null }>('SELECT max(sequence) AS sequence FROM journal')?.sequence ?? 0
}

/** Facts after `after` up to and with `upTo`, in order. */
export function journalBetween(db: Database, after: Sequence, upTo: Sequence): readonly JournalRow[] {
  return db.all<JournalRow>(
    'SELECT sequence, at, kind, body FROM journal WHERE sequence > ? AND sequence <= ? ORDER BY sequence',
    ...[after, upTo],
  )
}
