/** Facts of commit records that cannot be applied yet, since earlier ones may still come. */
import { factOf, type JournalRow } from '../../facts.ts'
import type { Sequence } from '../../records.ts'
import type { Book } from '../book.ts'
import { addFact, factsBetween, setNewest } from '../journal.ts'

export interface Waiting {
  /** In any order; one that is there already stays. */
  add(rows: readonly JournalRow[]): void
  /** All that wait, in ledger order. */
  apply(): void
  /** Facts after `after` up to and with `upTo`, in order, whether they wait or are applied. */
  between(after: Sequence, upTo: Sequence): readonly JournalRow[]
}

const rowsAtOnce = 1_000

/** They lie in a table beside the ledger: of an older ledger all may wait. */
export function waitingFacts(book: Book): Waiting {
  const { db } = book
  db.script('CREATE TEMP TABLE waiting (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL) STRICT')
  const page = (after: Sequence, upTo: Sequence, limit: number) =>
    db.all<JournalRow>(
      'SELECT sequence, at, kind, body FROM waiting WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?',
      ...[after, upTo, limit],
    )
  return {
    add: rows => {
      for (const { sequence, at, kind, body } of rows) {
        db.run('INSERT INTO waiting (sequence, at, kind, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', sequence, at, kind, body)
      }
    },
    apply: () => {
      for (let after: Sequence = 0; ; ) {
        const rows = page(after, Number.MAX_SAFE_INTEGER, rowsAtOnce)
        for (const row of rows) addFact(book, factOf(row))
        const last = rows.at(-1)
        if (!last) break
        setNewest(db, last)
        after = last.sequence
      }
      db.run('DELETE FROM waiting')
    },
    between: (after, upTo) =>
      [...factsBetween(book, after, upTo), ...page(after, upTo, -1)].sort((one, other) => one.sequence - other.sequence),
  }
}
