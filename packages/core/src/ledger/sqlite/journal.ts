/** The order of facts in SQLite: where each gets its number, and how they are read again, from the journal and from narrow rows alike. */
import type { Instant } from '@varve/partitions'
import { type JournalRow, journalRow, type NewFact } from '../facts.ts'
import type { Sequence } from '../records.ts'
import { type Book, nameOf } from './book.ts'
import type { Database } from './driver.ts'
import { applyFact } from './facts.ts'
import { type MaterializationRow, recordedText, rowColumns } from './materializations.ts'
import { keyOfStored } from './row/stored-key.ts'

/** Runs inside a write transaction. */
export function record(book: Book, fact: NewFact): Sequence {
  const { sequence } = book.db.get<{ sequence: number }>('UPDATE counter SET sequence = sequence + 1, at = ? RETURNING sequence', fact.at)!
  addFact(book, { ...fact, sequence })
  return sequence
}

/** A fact that has its number, later than every other. */
export function addFact(book: Book, fact: NewFact & { readonly sequence: Sequence }): void {
  const { db } = book
  if (fact.kind === 'materialized' || fact.kind === 'pointer-moved') noteMoment(db, fact.sequence, fact.at)
  else {
    const { sequence, at, kind, body } = journalRow(fact)
    db.run('INSERT INTO fact (sequence, at, kind, body) VALUES (?, ?, ?, ?)', sequence, at, kind, body)
  }
  applyFact(book, fact)
}

/** A fact was added with its own number. */
export function setNewest(db: Database, { sequence, at }: Pick<JournalRow, 'sequence' | 'at'>): void {
  db.run('UPDATE counter SET sequence = ?, at = ?', sequence, at)
}

/** Of facts that are rows: from this sequence on, up to the next. */
export function noteMoment(db: Database, sequence: Sequence, at: Instant): void {
  const last = db.get<{ at: number }>('SELECT at FROM moment ORDER BY sequence DESC LIMIT 1')
  if (last?.at !== at) db.run('INSERT INTO moment (sequence, at) VALUES (?, ?)', sequence, at)
}

export function newestSequence(db: Database): Sequence {
  return db.get<{ sequence: number }>('SELECT sequence FROM counter')!.sequence
}

/** Facts after `after` up to and with `upTo`, in order, with canonical bodies. */
export function factsBetween(book: Book, after: Sequence, upTo: Sequence): readonly JournalRow[] {
  const { db } = book
  const facts = db
    .all<JournalRow>('SELECT sequence, at, kind, body FROM fact WHERE sequence > ? AND sequence <= ? ORDER BY sequence', after, upTo)
    .slice()
  const materializations = db.all<MaterializationRow>(
    `SELECT ${rowColumns} FROM materialization WHERE sequence >= ? AND sequence <= ? ORDER BY sequence`,
    ...[after, upTo],
  )
  const moves = db.all<MoveRow>(
    `SELECT move.sequence, move.environment, move.asset, move.key, materialization.id, materialization.more, move.materialization
     FROM move LEFT JOIN materialization ON materialization.sequence = move.materialization
     WHERE move.sequence > ? AND move.sequence <= ? ORDER BY move.sequence`,
    ...[after, upTo],
  )
  if (materializations.length + moves.length === 0) return facts
  const at = momentsIn(db, after, upTo)
  for (const row of materializations) {
    const { sequence, environment } = row
    if (sequence > after) facts.push({ sequence, at: at(sequence), kind: 'materialized', body: recordedText(book, row) })
    if (environment === null || sequence === upTo) continue
    facts.push({ sequence: sequence + 1, at: at(sequence + 1), kind: 'pointer-moved', body: movedText(book, { ...row, environment }) })
  }
  for (const row of moves) facts.push({ sequence: row.sequence, at: at(row.sequence), kind: 'pointer-moved', body: movedText(book, row) })
  return facts.sort((one, other) => one.sequence - other.sequence)
}

interface MoveRow {
  readonly sequence: number
  readonly environment: number
  readonly asset: number
  readonly key: string
  /** Of the materialization; null where the pointer was removed. */
  readonly id: Uint8Array | null
  readonly more: string | null
}

/** Canonical JSON of the fact that a pointer moved. */
export function movedText(book: Book, { environment, asset, key, id, more }: Omit<MoveRow, 'sequence'>): string {
  const [named, shown] = [JSON.stringify(nameOf(book, asset)), JSON.stringify(nameOf(book, environment))]
  const partition = JSON.stringify(keyOfStored(key))
  return `{"asset":${named},"environment":${shown},"materialization":${id === null ? 'null' : idText(id, more)},"partition":${partition}}`
}

function idText(id: Uint8Array, more: string | null): string {
  const { id: odd }: { readonly id?: unknown } = more === null ? {} : JSON.parse(more)
  return JSON.stringify(odd ?? Buffer.from(id).toString('hex'))
}

function momentsIn(db: Database, after: Sequence, upTo: Sequence): (sequence: Sequence) => Instant {
  const moments = db.all<{ sequence: number; at: number }>(
    `SELECT sequence, at FROM moment
     WHERE sequence >= coalesce((SELECT max(sequence) FROM moment WHERE sequence <= ?), 0) AND sequence <= ? ORDER BY sequence`,
    ...[after + 1, upTo],
  )
  return sequence => {
    let [from, to] = [0, moments.length - 1]
    while (from < to) {
      const middle = (from + to + 1) >> 1
      if (moments[middle]!.sequence <= sequence) from = middle
      else to = middle - 1
    }
    return moments[from]!.at
  }
}
