/** Which paths of the tree become pending as pointers move, in SQLite. */
import type { Sequence } from '../records.ts'
import type { Book } from './book.ts'
import type { Database } from './driver.ts'
import { folderOf, foldersOf } from './materializations.ts'
import { knownPlace, placeFor } from './tree-place.ts'

/** What a path shows. */
export interface Queued {
  readonly materialization: Sequence
  readonly folder: string
}

/**
 * A pointer will name this materialization: its path is pending; what the pointer names until now stays as it is where that lies in
 * another folder. Runs inside a write transaction, before the pointer moves.
 */
export function queuePath(
  book: Book,
  { environment, asset }: { readonly environment: number; readonly asset: number },
  { materialization, folder }: Queued,
  before: Sequence | null,
): void {
  const { db, texts } = book
  const { place, rest } = placeFor(book, folder)
  db.run(
    `INSERT INTO tree_entry (environment, place, rest, asset, materialization, hidden, names, number, pending)
     VALUES (?, ?, ?, ?, ?, 0, ?, ?, 1)
     ON CONFLICT (environment, place, rest) DO UPDATE SET asset = excluded.asset, materialization = excluded.materialization,
       hidden = 0, number = excluded.number, pending = 1`,
    ...[environment, place, rest, asset, materialization, texts.intern('[]'), nextNumber(db)],
  )
  if (before === null || before === materialization) return
  const other = folderOf(book, before)
  if (other === folder) return
  const left = knownPlace(book, other)
  db.run(
    'UPDATE tree_entry SET pending = 0 WHERE environment = ? AND place = ? AND rest = ? AND claim IS NULL',
    ...[environment, left.place, left.rest],
  )
}

/** Its pointer names nothing any more: every path that shows the partition leaves the tree. @param environment of all of them where none is given. */
export function hidePartition(book: Book, asset: number, key: string, environment?: number): void {
  const { db } = book
  const environments = environment === undefined ? shownIn(db) : [environment]
  const entries = foldersOf(book, asset, key).flatMap(folder => {
    const { place, rest } = knownPlace(book, folder)
    return environments.flatMap(one => {
      const row = db.get<{ entry: number }>(
        `SELECT entry FROM tree_entry JOIN materialization ON materialization.sequence = tree_entry.materialization
         WHERE tree_entry.environment = ? AND place = ? AND rest = ? AND materialization.asset = ? AND materialization.key = ?`,
        ...[one, place, rest, asset, key],
      )
      return row?.entry ?? []
    })
  })
  for (const entry of entries.sort((one, other) => one - other)) {
    db.run('UPDATE tree_entry SET pending = 1, hidden = 1, number = ? WHERE entry = ?', nextNumber(db), entry)
  }
}

/** Steps from one environment to the next over the index. */
function shownIn(db: Database): readonly number[] {
  return db
    .all<{ shown: number }>(
      `WITH RECURSIVE step (shown) AS (
         SELECT min(environment) FROM tree_entry
         UNION ALL SELECT (SELECT min(environment) FROM tree_entry WHERE environment > shown) FROM step WHERE shown IS NOT NULL
       ) SELECT shown FROM step WHERE shown IS NOT NULL`,
    )
    .map(({ shown }) => shown)
}

/** Objects were found damaged: the paths that show them may be links of them. They are noted as lost. */
export function queueShowing({ db }: Book, hashes: readonly string[]): void {
  if (hashes.length === 0) return
  const entries = db.all<{ entry: number }>(
    `SELECT DISTINCT entry FROM tree_entry
     WHERE hidden = 0 AND materialization IN (SELECT materialization FROM loss_holder WHERE sha256 IN (SELECT value FROM json_each(?)))`,
    JSON.stringify(hashes),
  )
  for (const { entry } of entries) db.run('UPDATE tree_entry SET pending = 1, number = ? WHERE entry = ?', nextNumber(db), entry)
}

/** Grows with each act of queueing, and with each claim. */
export function nextNumber(db: Database): number {
  return db.get<{ value: number }>('UPDATE tree_counter SET value = value + 1 RETURNING value')!.value
}
