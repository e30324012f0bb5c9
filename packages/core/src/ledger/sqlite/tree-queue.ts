/** Which paths of the tree become pending as pointers move, in SQLite. */
import type { Sequence } from '../records.ts'
import type { Book } from './book.ts'
import type { Database } from './driver.ts'
import { folderOf, foldersOf } from './materializations.ts'
import { knownPlace, placeFor } from './tree-place.ts'

/** A pointer that moves. */
export interface MovedPointer {
  readonly asset: number
  /** What it names from this fact on, and the folder that shows it. */
  readonly materialization: Sequence
  readonly folder: string
  readonly sequence: Sequence
  /** What it named until then. */
  readonly before: Sequence | null
}

/**
 * Their paths are pending; what they named until now stays as it is where that lies in another folder. Runs inside a write transaction.
 *
 * @param moved in ledger order.
 */
export function queuePaths(book: Book, environment: number, moved: readonly MovedPointer[]): void {
  const { db, texts } = book
  const first = nextNumber(db, moved.length)
  const paths = moved.map(({ asset, materialization, folder }) => {
    const { place, rest } = placeFor(book, folder)
    return [place, rest, asset, materialization]
  })
  db.run(
    `INSERT INTO tree_entry (environment, place, rest, asset, materialization, hidden, names, number, pending)
     SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, 0, ?, ? + key, 1 FROM json_each(?) WHERE true ORDER BY key
     ON CONFLICT (environment, place, rest) DO UPDATE SET asset = excluded.asset, materialization = excluded.materialization,
       hidden = 0, number = excluded.number, pending = 1`,
    ...[environment, texts.intern('[]'), first, JSON.stringify(paths)],
  )
  for (const [index, { materialization, folder, before }] of moved.entries()) {
    if (before === null || before === materialization) continue
    const other = folderOf(book, before)
    if (other === folder) continue
    const { place, rest } = knownPlace(book, other)
    db.run(
      'UPDATE tree_entry SET pending = 0 WHERE environment = ? AND place = ? AND rest = ? AND claim IS NULL AND number < ?',
      ...[environment, place, rest, first + index],
    )
  }
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

/** Grows with each act of queueing, and with each claim. @returns the first of so many. */
export function nextNumber(db: Database, count = 1): number {
  return db.get<{ value: number }>('UPDATE tree_counter SET value = value + ? RETURNING value', count)!.value - count + 1
}
