/** Pointers in SQLite: where one is set or removed, what follows of it is written too. */
import { invariant } from '../../foundation/invariant.ts'
import type { FactBodies } from '../facts.ts'
import type { Sequence } from '../records.ts'
import { type Book, knownName, nameNumber } from './book.ts'
import type { Database } from './driver.ts'
import { findById, folderOf } from './materializations.ts'
import { storedKey } from './row/stored-key.ts'
import { hidePartition, type MovedPointer, queuePaths } from './tree-queue.ts'

/** A partition of an environment, by numbers. */
export interface Pointed {
  readonly environment: number
  readonly asset: number
  readonly key: string
}

/** Applies a fact. */
export function applyMove(book: Book, body: FactBodies['pointer-moved'], sequence: Sequence): void {
  const { db } = book
  const { asset, partition, materialization } = body
  const pointed = {
    environment: nameNumber(book, body.environment),
    asset: nameNumber(book, asset),
    key: storedKey(partition),
  }
  if (materialization === null) {
    addMove(db, pointed, null, sequence)
    removePointer(book, pointed)
    return
  }
  const named = findById(book, asset, partition, materialization)
  invariant(named !== undefined, `a pointer of ${asset} ${partition} was to name ${materialization}, which the ledger does not know`)
  noteMove(db, pointed, named, sequence)
  const moved = { asset: pointed.asset, materialization: named, folder: folderOf(book, named), sequence, before: pointerOf(db, pointed) }
  setPointers(book, pointed.environment, [moved])
}

/** A fact. One that follows its materialization is said by that row, unless another move is. */
export function noteMove(db: Database, pointed: Pointed, to: Sequence, sequence: Sequence): void {
  const isSaid =
    to === sequence - 1 &&
    db.changes('UPDATE materialization SET environment = ? WHERE sequence = ? AND environment IS NULL', pointed.environment, to) > 0
  if (!isSaid) addMove(db, pointed, to, sequence)
}

function addMove(db: Database, { environment, asset, key }: Pointed, to: Sequence | null, sequence: Sequence): void {
  db.run(
    'INSERT INTO move (sequence, environment, asset, key, materialization) VALUES (?, ?, ?, ?, ?)',
    ...[sequence, environment, asset, key, to],
  )
}

/** The facts are recorded. @param moved in ledger order: of two moves of one pointer the later one stays. */
export function setPointers(book: Book, environment: number, moved: readonly MovedPointer[]): void {
  queuePaths(book, environment, moved)
  book.db.run(
    `INSERT INTO pointer (environment, asset, key, materialization, sequence, version, content, basis, window_start, window_length, windows)
     SELECT ?, asset, materialization.key, sequence, moved.value ->> 1, version, content, basis, window_start, window_length, windows
     FROM json_each(?) AS moved CROSS JOIN materialization ON sequence = moved.value ->> 0
     WHERE true ORDER BY asset, materialization.key, moved.key
     ON CONFLICT DO UPDATE SET materialization = excluded.materialization, sequence = excluded.sequence, version = excluded.version,
       content = excluded.content, basis = excluded.basis, window_start = excluded.window_start, window_length = excluded.window_length,
       windows = excluded.windows`,
    ...[environment, JSON.stringify(moved.map(({ materialization, sequence }) => [materialization, sequence]))],
  )
}

export function removePointer(book: Book, { environment, asset, key }: Pointed): void {
  book.db.run('DELETE FROM pointer WHERE environment = ? AND asset = ? AND key = ?', environment, asset, key)
  hidePartition(book, asset, key, environment)
}

/** The materialization that a pointer names. */
export function pointerOf(db: Database, { environment, asset, key }: Pointed): Sequence | null {
  const row = db.get<{ materialization: number }>(
    'SELECT materialization FROM pointer WHERE environment = ? AND asset = ? AND key = ?',
    ...[environment, asset, key],
  )
  return row?.materialization ?? null
}

/** What a pointer named at a point of the order. */
export function pointerAt(db: Database, { environment, asset, key }: Pointed, asOf: Sequence): Sequence | null {
  const move = db.get<{ at: number; materialization: number | null }>(
    `SELECT at, materialization FROM (
       SELECT sequence + 1 AS at, sequence AS materialization FROM materialization
       WHERE asset = ?1 AND key = ?2 AND environment = ?3 AND sequence < ?4
       UNION ALL
       SELECT sequence, materialization FROM move WHERE asset = ?1 AND key = ?2 AND environment = ?3 AND sequence <= ?4
     ) ORDER BY at DESC LIMIT 1`,
    ...[asset, key, environment, asOf],
  )
  if (!move || move.materialization === null) return null
  const erased = db.get(
    'SELECT 1 FROM erasure WHERE asset = ? AND key = ? AND sequence > ? AND sequence <= ?',
    ...[asset, key, move.at, asOf],
  )
  return erased === undefined ? move.materialization : null
}

/** Its bytes were removed since it was made. */
export function isErased(db: Database, materialization: Sequence): boolean {
  const row = db.get(
    `SELECT 1 FROM materialization JOIN erasure USING (asset, key)
     WHERE materialization.sequence = ? AND erasure.sequence > materialization.sequence`,
    materialization,
  )
  return row !== undefined
}

export function pointedOf(book: Book, environment: string, asset: string, partition: string): Pointed {
  return { environment: knownName(book, environment), asset: knownName(book, asset), key: storedKey(partition) }
}
