/** Entries of the tree as rows: found by their folders, and read as what they should show. */
import type { NamedWindow } from '../records.ts'
import type { ConfirmedEntry, HiddenEntry, TreeEntry, TreePath } from '../tree-ledger.ts'
import { type Book, knownName, nameNumber, nameOf } from './book.ts'
import type { SqlValue } from './driver.ts'
import type { BasisText, Columns } from './row/columns.ts'
import { keyOfStored } from './row/stored-key.ts'
import { folderAt, knownPlace } from './tree-place.ts'
import { nextNumber } from './tree-queue.ts'

/** What of an entry's row says which it is. */
export interface EntryName {
  readonly entry: number
  readonly environment: number
  readonly place: number
  readonly rest: string
}

export function pathOf(book: Book, row: Omit<EntryName, 'entry'>): TreePath {
  return { environment: nameOf(book, row.environment), folder: folderAt(book, row) }
}

export function entryAt(book: Book, { environment, folder }: TreePath): number | undefined {
  const { place, rest } = knownPlace(book, folder)
  return book.db.get<{ entry: number }>(
    'SELECT entry FROM tree_entry WHERE environment = ? AND place = ? AND rest = ?',
    ...[knownName(book, environment), place, rest],
  )?.entry
}

export function namesOf({ texts }: Book, number: number): readonly string[] {
  return texts.value(number) as readonly string[]
}

/** Runs inside a write transaction. */
export function setNames({ db, texts }: Book, entry: number, names: readonly string[]): void {
  db.run('UPDATE tree_entry SET names = ? WHERE entry = ?', texts.intern(JSON.stringify([...new Set(names)])), entry)
}

type WindowColumns = Pick<Columns, 'window_start' | 'window_length' | 'windows' | 'basis'>

interface EntryRow extends EntryName, WindowColumns {
  readonly asset: number
  readonly key: string
  readonly materialization: number
  readonly createdAt: number
  readonly current: number
  readonly hidden: number
  readonly names: number
  readonly stamp: string | null
  readonly boot: number | null
  readonly pending: number
  readonly number: number
}

/** Of a row of `tree_entry` joined with its materialization. */
export const isPointed = `EXISTS (SELECT 1 FROM pointer WHERE pointer.environment = tree_entry.environment
  AND pointer.asset = materialization.asset AND pointer.key = materialization.key AND pointer.materialization = materialization.sequence)`

const entriesJoined = 'tree_entry JOIN materialization ON materialization.sequence = tree_entry.materialization'

/** @param which conditions, order and limit. */
export function entriesWhere(book: Book, which: string, ...values: readonly SqlValue[]): readonly TreeEntry[] {
  const rows = book.db.all<EntryRow>(
    `SELECT entry, tree_entry.environment, place, rest, materialization.asset, key, tree_entry.materialization, created_at AS createdAt,
       window_start, window_length, windows, basis, ${isPointed} AS current, hidden, names, stamp, boot, pending, number
     FROM ${entriesJoined} WHERE ${which}`,
    ...values,
  )
  return rows.map(row => ({
    ...pathOf(book, row),
    asset: nameOf(book, row.asset),
    partition: keyOfStored(row.key),
    materialization: row.materialization,
    createdAt: row.createdAt,
    windows: windowsOf(book, row),
    current: row.current === 1,
    hidden: row.hidden === 1,
    names: namesOf(book, row.names),
    stamp: row.stamp,
    boot: row.boot === null ? null : nameOf(book, row.boot),
    pending: row.pending === 1,
    number: row.number,
  }))
}

function windowsOf(
  { texts }: Book,
  { window_start: start, window_length: length, windows, basis }: WindowColumns,
): readonly NamedWindow[] | null {
  if (windows !== null) return JSON.parse(windows)
  const { dimensions } = texts.value(basis) as BasisText
  return dimensions && (start === null ? [] : [{ dimension: dimensions[0]!, start, end: start + length! }])
}

export function showAgain(book: Book, paths: readonly TreePath[]): void {
  const { db } = book
  for (const path of paths) {
    const entry = entryAt(book, path)
    if (entry !== undefined) db.run('UPDATE tree_entry SET pending = 1, number = ? WHERE entry = ?', nextNumber(db), entry)
  }
}

export function setHidden(book: Book, entries: readonly HiddenEntry[]): void {
  const { db } = book
  for (const { number, hidden, ...path } of entries) {
    const entry = entryAt(book, path)
    if (entry === undefined) continue
    db.run(
      'UPDATE tree_entry SET pending = 1, number = ?, hidden = ? WHERE entry = ? AND number = ?',
      ...[nextNumber(db), hidden ? 1 : 0, entry, number],
    )
  }
}

export function confirmEntries(book: Book, entries: readonly ConfirmedEntry[], boot: string | null): void {
  for (const { number, stamp, ...path } of entries) {
    const entry = entryAt(book, path)
    if (entry === undefined) continue
    book.db.run(
      'UPDATE tree_entry SET stamp = ?, boot = ? WHERE entry = ? AND number = ? AND pending = 0',
      ...[stamp, boot === null ? null : nameNumber(book, boot), entry, number],
    )
  }
}
