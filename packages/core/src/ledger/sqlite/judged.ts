/** What judging is given, in SQLite: a bounded number of statements for each asset, however many partitions it has. */
import { compareText } from '../compare-text.ts'
import type { Judged, JudgedAsset, JudgedAssetRequest, JudgedRequest, Rows } from '../judged.ts'
import type { Erasure, Refusal, Sequence } from '../records.ts'
import { type Book, knownName } from './book.ts'
import type { SqlValue } from './driver.ts'
import { isLasting } from './erasures.ts'
import { newestSequence } from './journal.ts'
import { isStored } from './loss-holders.ts'
import { pointerAt } from './pointers.ts'
import { storedKey } from './row/stored-key.ts'
import { type Page, pageColumns, rowBuilder, rowsPerPage } from './row-pages.ts'

/** Runs inside a read transaction. */
export function judgedIn(book: Book, { environment, assets }: JudgedRequest): Judged {
  const shown = knownName(book, environment)
  const rare = { losses: isAny(book, 'loss'), erasures: isAny(book, 'erasure') }
  return { sequence: newestSequence(book.db), assets: assets.map(wanted => judgedAsset(book, shown, wanted, rare)) }
}

/** What most ledgers have none of, and need not be asked for each asset. */
interface Rare {
  readonly losses: boolean
  readonly erasures: boolean
}

function isAny({ db }: Book, table: 'loss' | 'erasure'): boolean {
  return db.get(`SELECT 1 FROM ${table} LIMIT 1`) !== undefined
}

type Keys = readonly string[] | 'all'

function judgedAsset(book: Book, environment: number, wanted: JudgedAssetRequest, rare: Rare): JudgedAsset {
  const { db } = book
  const asset = knownName(book, wanted.asset)
  const [currentKeys, otherKeys] = [keysOf(wanted.current), keysOf(wanted.others)]
  const current = currentRows(book, environment, asset, currentKeys)
  const versions = versionRows(book, asset, otherKeys)
  const erased = rare.erasures ? erasedAmong(book, asset, currentKeys, otherKeys) : []
  const before = erased.flatMap(
    ({ partition, sequence }) => pointerAt(db, { environment, asset, key: storedKey(partition) }, sequence - 1) ?? [],
  )
  return {
    asset: wanted.asset,
    head: db.get<{ sequence: number }>('SELECT sequence FROM asset_head WHERE asset = ?', asset)?.sequence ?? 0,
    current,
    versions,
    refusals: refusalsOf(book, asset, otherKeys),
    erased,
    beforeErasure: rowsBySequence(book, before),
    lost: rare.losses ? lostAmong(book, asset, [current, versions]) : [],
  }
}

/** Sorted as SQLite sorts, each once, as stored. */
function keysOf(keys: Keys): Keys {
  return keys === 'all' ? 'all' : [...new Set(keys.map(storedKey))].sort(compareText)
}

const currentColumns = 'key, materialization AS sequence, version, content, basis, window_start, window_length, windows'
const someCurrent = `SELECT ${pageColumns} FROM (SELECT pointer.${currentColumns} FROM json_each(?) AS wanted
  CROSS JOIN pointer ON environment = ? AND asset = ? AND pointer.key = wanted.value)`
const currentAfter = (than: '>' | '>=') => `SELECT ${pageColumns} FROM (
  SELECT ${currentColumns} FROM pointer WHERE environment = ? AND asset = ? AND key ${than} ? ORDER BY key LIMIT ${rowsPerPage})`
const [firstCurrent, nextCurrent] = [currentAfter('>='), currentAfter('>')]

function currentRows({ db, texts }: Book, environment: number, asset: number, keys: Keys): Rows {
  const builder = rowBuilder(texts)
  if (keys !== 'all') {
    for (const page of pagesOf(keys)) builder.add(db.get<Page>(someCurrent, page, environment, asset)!)
    return builder.rows()
  }
  let page = db.get<Page>(firstCurrent, environment, asset, '')!
  builder.add(page)
  while (page.count === rowsPerPage) {
    page = db.get<Page>(nextCurrent, environment, asset, lastKey(page))!
    builder.add(page)
  }
  return builder.rows()
}

const versionColumns = 'materialization.key, materialization.sequence, version, content, basis, window_start, window_length, windows'
const someVersions = `SELECT ${pageColumns} FROM (SELECT ${versionColumns} FROM json_each(?) AS wanted
  CROSS JOIN materialization ON asset = ? AND materialization.key = wanted.value WHERE ${isStored}
  ORDER BY materialization.key, sequence DESC)`
const versionsBetween = `SELECT ${pageColumns} FROM (SELECT ${versionColumns} FROM materialization
  WHERE asset = ? AND key >= ? AND key <= ? AND ${isStored} ORDER BY key, sequence DESC)`

/** By key, then newest first: pages end where a key does. */
function versionRows(book: Book, asset: number, keys: Keys): Rows {
  const { db, texts } = book
  const builder = rowBuilder(texts)
  if (keys !== 'all') {
    for (const page of pagesOf(keys)) builder.add(db.get<Page>(someVersions, page, asset)!)
    return builder.rows()
  }
  for (let from = nextKey(book, asset, '', '>='); from !== undefined; ) {
    const last = db.get<{ key: string }>(
      `SELECT max(key) AS key FROM (SELECT key FROM materialization WHERE asset = ? AND key >= ? ORDER BY key LIMIT ${rowsPerPage})`,
      ...[asset, from],
    )!.key
    builder.add(db.get<Page>(versionsBetween, asset, from, last)!)
    from = nextKey(book, asset, last, '>')
  }
  return builder.rows()
}

function nextKey({ db }: Book, asset: number, key: string, than: '>' | '>='): string | undefined {
  return db.get<{ key: string }>(`SELECT key FROM materialization WHERE asset = ? AND key ${than} ? ORDER BY key LIMIT 1`, asset, key)?.key
}

const bySequences = `SELECT ${pageColumns} FROM (SELECT ${versionColumns} FROM json_each(?) AS wanted
  CROSS JOIN materialization ON materialization.sequence = wanted.value)`

/** Few: one statement for all. */
function rowsBySequence({ db, texts }: Book, sequences: readonly Sequence[]): Rows {
  const builder = rowBuilder(texts)
  if (sequences.length > 0) builder.add(db.get<Page>(bySequences, JSON.stringify(sequences))!)
  return builder.rows()
}

/** Refusals that no later materialization of the same version has answered, and no later move to one in any environment. */
const isUnanswered = `NOT EXISTS (
  SELECT 1 FROM materialization
  WHERE materialization.asset = refusal.asset AND materialization.key = refusal.key
    AND substr(materialization.version, 1, 4) = substr(refusal.version, 1, 4) AND materialization.version = refusal.version
    AND (materialization.sequence > refusal.sequence OR EXISTS (
      SELECT 1 FROM move WHERE move.asset = refusal.asset AND move.key = refusal.key
        AND move.materialization = materialization.sequence AND move.sequence > refusal.sequence)))`

function refusalsOf({ db }: Book, asset: number, keys: Keys): readonly Refusal[] {
  const bodies = (which: string, ...values: readonly SqlValue[]) =>
    db.all<{ sequence: number; body: string }>(
      `SELECT refusal.sequence, body FROM ${which} AND ${isUnanswered} ORDER BY refusal.sequence DESC`,
      ...values,
    )
  const rows =
    keys === 'all'
      ? bodies('refusal JOIN fact USING (sequence) WHERE asset = ?', asset)
      : pagesOf(keys).flatMap(page =>
          bodies(
            `json_each(?) AS wanted CROSS JOIN refusal ON asset = ? AND refusal.key = wanted.value JOIN fact USING (sequence) WHERE true`,
            ...[page, asset],
          ),
        )
  return rows.map(({ sequence, body }) => ({ ...JSON.parse(body), sequence })).sort((one, other) => other.sequence - one.sequence)
}

/** The newest erasure of each of these partitions, where nothing was made of it since; by key. */
function erasedAmong({ db }: Book, asset: number, ...keys: readonly Keys[]): readonly Erasure[] {
  const rows = db.all<{ key: string; sequence: number; at: number; body: string }>(
    `SELECT key, sequence, at, body FROM (SELECT asset, key, max(sequence) AS sequence FROM erasure WHERE asset = ? GROUP BY key) AS erasure
     JOIN fact USING (sequence) WHERE ${isLasting} ORDER BY key`,
    asset,
  )
  if (rows.length === 0) return []
  const wanted = keys.includes('all') ? undefined : new Set(keys.flat())
  return rows.filter(({ key }) => wanted?.has(key) ?? true).map(({ sequence, at, body }) => ({ ...JSON.parse(body), at, sequence }))
}

function lostAmong({ db }: Book, asset: number, rows: readonly Rows[]): readonly Sequence[] {
  const lost = db.all<{ sequence: number }>(
    'SELECT DISTINCT materialization AS sequence FROM loss_holder WHERE asset = ? ORDER BY 1',
    asset,
  )
  if (lost.length === 0) return []
  const named = new Set(rows.flatMap(({ materializations }) => [...materializations]))
  return lost.map(({ sequence }) => sequence).filter(sequence => named.has(sequence))
}

/** As JSON. */
function pagesOf(keys: readonly string[]): readonly string[] {
  const pages: string[] = []
  for (let start = 0; start < keys.length; start += rowsPerPage) pages.push(JSON.stringify(keys.slice(start, start + rowsPerPage)))
  return pages
}

function lastKey({ keys }: Page): string {
  return keys.slice(keys.lastIndexOf('\n') + 1)
}
