/** Rows of materializations in SQLite: one is added with all that answers from it, and read again as it was recorded. */
import { invariant } from '../../foundation/invariant.ts'
import type { NewMaterialization } from '../ledger.ts'
import type { Materialization, Sequence } from '../records.ts'
import { type Book, knownName, nameNumber, nameOf } from './book.ts'
import { endLosses } from './loss-holders.ts'
import { type Columns, columnNames } from './row/columns.ts'
import { decode, folderOfRow } from './row/decode.ts'
import { type Encoded, encode } from './row/encode.ts'
import { bytesOf, idBytes } from './row/hash-bytes.ts'
import { storedKey } from './row/stored-key.ts'

export interface MaterializationRow extends Columns {
  readonly sequence: number
  readonly asset: number
  /** In which a pointer moved to it at once, by the fact that follows. */
  readonly environment: number | null
}

const names = ['sequence', 'asset', 'environment', ...columnNames] as const

/** In a query that names the table. */
export const rowColumns = names.map(name => `materialization.${name}`).join(', ')

const insertion = `INSERT INTO materialization (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`

/**
 * Runs inside a write transaction.
 *
 * @param environment in which a pointer moves to it by the next fact.
 * @param hasLosses whether anything is lost.
 * @throws NOT_CANONICAL
 */
export function addMaterialization(
  book: Book,
  recorded: NewMaterialization,
  sequence: Sequence,
  environment: number | null,
  hasLosses = true,
): { readonly row: MaterializationRow; readonly folder: string } {
  const { db, texts } = book
  const encoded = encode(recorded, texts.intern)
  const row: MaterializationRow = { sequence, asset: nameNumber(book, encoded.asset), environment, ...encoded.columns }
  db.run(insertion, ...names.map(name => row[name]))
  noteReaders(book, encoded, row.detail)
  if (!encoded.isPlain) {
    for (const sha256 of encoded.members) {
      db.run('INSERT OR IGNORE INTO member (sha256, materialization) VALUES (?, ?)', sha256, sequence)
    }
  }
  if (hasLosses) endLosses(db, encoded.members, sequence)
  return { row, folder: encoded.folder }
}

const detailsMax = 10_000

/** Materializations that share a detail read the same assets. */
function noteReaders(book: Book, { reads }: Encoded, detail: number): void {
  if (book.noted.has(detail)) return
  if (book.noted.size >= detailsMax) book.noted.clear()
  book.noted.add(detail)
  for (const asset of reads) {
    book.db.run('INSERT OR IGNORE INTO reader (asset, detail) VALUES (?, ?)', nameNumber(book, asset), detail)
  }
}

/** Canonical JSON of the fact that recorded it. */
export function recordedText(book: Book, row: MaterializationRow): string {
  return decode(nameOf(book, row.asset), row, book.texts)
}

export function materializationOf(book: Book, row: MaterializationRow): Materialization {
  return { windows: null, stored: null, ...JSON.parse(recordedText(book, row)), sequence: row.sequence }
}

/** In the order given. @throws INVARIANT_BROKEN */
export function bySequence(book: Book, sequences: readonly Sequence[]): readonly Materialization[] {
  const rows = book.db.all<MaterializationRow>(
    `SELECT ${rowColumns} FROM json_each(?) AS wanted CROSS JOIN materialization ON materialization.sequence = wanted.value`,
    JSON.stringify([...new Set(sequences)]),
  )
  const found = new Map(rows.map(row => [row.sequence, materializationOf(book, row)]))
  return sequences.map(sequence => {
    const one = found.get(sequence)
    invariant(one !== undefined, `the ledger was asked for materialization ${sequence}, which it does not know`)
    return one
  })
}

/** The newest of a partition that has this id. */
export function findById(book: Book, asset: string, partition: string, id: string): Sequence | undefined {
  return book.db.get<{ sequence: number }>(
    'SELECT sequence FROM materialization WHERE asset = ? AND key = ? AND id = ? ORDER BY sequence DESC LIMIT 1',
    ...[knownName(book, asset), storedKey(partition), bytesOf(id, idBytes)],
  )?.sequence
}

/** The folder of the tree that shows it. */
export function folderOf({ db, texts }: Book, sequence: Sequence): string {
  const row = db.get<Pick<Columns, 'detail' | 'key' | 'more'>>('SELECT detail, key, more FROM materialization WHERE sequence = ?', sequence)
  invariant(row !== undefined, `the ledger has no materialization ${sequence}`)
  return folderOfRow(row, texts)
}

/** Every folder that showed something of a partition. */
export function foldersOf({ db, texts }: Book, asset: number, key: string): readonly string[] {
  const rows = db.all<Pick<Columns, 'detail' | 'key' | 'more'>>(
    'SELECT DISTINCT detail, key, more FROM materialization WHERE asset = ? AND key = ?',
    ...[asset, key],
  )
  return [...new Set(rows.map(row => folderOfRow(row, texts)))]
}
