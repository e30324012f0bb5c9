/** Appends facts to the journal, whose row numbers are the ledger's order. */
import type { Instant } from '@varve/partitions'
import type { Sequence } from './records.ts'
import type { Database } from './sqlite-driver.ts'

type Fact =
  | 'run-started'
  | 'run-ended'
  | 'partitions-defined'
  | 'materialized'
  | 'pointer-moved'
  | 'refused'
  | 'observed'
  | 'judged'
  | 'keys-added'
  | 'keys-removed'
  | 'committed'

export function record(db: Database, kind: Fact, at: Instant, body: object): Sequence {
  return db.run('INSERT INTO journal (at, kind, body) VALUES (?, ?, ?)', at, kind, JSON.stringify(body))
}

export function newestSequence(db: Database): Sequence {
  return db.get<{ sequence: number | null }>('SELECT max(sequence) AS sequence FROM journal')?.sequence ?? 0
}
