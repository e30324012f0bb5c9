/** Lists of what a ledger has recorded, in SQLite. */

import { compareText } from '../compare-text.ts'
import type { ExternalVerdict, Materialization, Observation, RunRecord, Sequence } from '../records.ts'
import type { ExternalVersion, KeyWindows, MaterializationPage, PointerPage, PointerRecord } from '../snapshot.ts'
import { type Book, knownName, nameOf } from './book.ts'
import type { Database, SqlValue } from './driver.ts'
import { type MaterializationRow, materializationOf, rowColumns } from './materializations.ts'
import type { BasisText } from './row/columns.ts'
import { keyOfStored, storedKey } from './row/stored-key.ts'

/** Everything that was made of a partition, newest first. */
export function historyOf(book: Book, asset: string, partition: string): readonly Materialization[] {
  return materializationsIn(book, 'WHERE asset = ? AND key = ? ORDER BY sequence DESC', knownName(book, asset), storedKey(partition))
}

/** An asset with more rows than this is met often enough on the way through all. */
const rowsOfFewMax = 20_000

/** Newest first. */
export function pageOf(book: Book, { which, before, limit }: MaterializationPage): readonly Materialization[] {
  const end = before ?? Number.MAX_SAFE_INTEGER
  if (which === 'all') return materializationsIn(book, 'WHERE sequence < ? ORDER BY sequence DESC LIMIT ?', end, limit)
  if ('of' in which) {
    const asset = knownName(book, which.of)
    const { count } = book.db.get<{ count: number }>(
      `SELECT count(*) AS count FROM (SELECT 1 FROM materialization WHERE asset = ? LIMIT ${rowsOfFewMax})`,
      asset,
    )!
    // A plus keeps the index by key from being used.
    const condition = count < rowsOfFewMax ? 'asset = ? AND +sequence < ?' : '+asset = ? AND sequence < ?'
    return materializationsIn(book, `WHERE ${condition} ORDER BY sequence DESC LIMIT ?`, asset, end, limit)
  }
  return materializationsIn(
    book,
    'WHERE sequence < ? AND +detail IN (SELECT detail FROM reader WHERE reader.asset = ?) ORDER BY sequence DESC LIMIT ?',
    ...[end, knownName(book, which.reading), limit],
  )
}

function materializationsIn(book: Book, which: string, ...values: readonly SqlValue[]): readonly Materialization[] {
  return book.db
    .all<MaterializationRow>(`SELECT ${rowColumns} FROM materialization ${which}`, ...values)
    .map(row => materializationOf(book, row))
}

export function windowsIn(book: Book, asset: string): readonly KeyWindows[] {
  type Row = Pick<MaterializationRow, 'key' | 'window_start' | 'window_length' | 'windows' | 'basis'>
  const found = new Map<string, KeyWindows>()
  const rows = book.db.all<Row>(
    'SELECT DISTINCT key, window_start, window_length, windows, basis FROM materialization WHERE asset = ?',
    knownName(book, asset),
  )
  for (const { key, window_start: start, window_length: length, windows, basis } of rows) {
    const { dimensions } = book.texts.value(basis) as BasisText
    const text = `${key}\n${start} ${length} ${windows} ${dimensions === null ? 'null' : JSON.stringify(dimensions)}`
    if (found.has(text)) continue
    const plain = dimensions && (start === null ? [] : [{ dimension: dimensions[0]!, start, end: start + length! }])
    found.set(text, { partition: keyOfStored(key), windows: windows === null ? plain : JSON.parse(windows) })
  }
  return [...found.values()]
}

/** By name. */
export function environmentsIn(book: Book): readonly string[] {
  return numbersFrom(book.db, 'SELECT min(environment) AS number FROM pointer WHERE environment > ?')
    .map(number => nameOf(book, number))
    .sort(compareText)
}

/** Goes from asset to asset in the order of their names, and looks at none before `after`. */
export function pointersIn(book: Book, { environment, after, limit }: PointerPage): readonly PointerRecord[] {
  const found: PointerRecord[] = []
  for (const shown of environment === null ? environmentsIn(book) : [environment]) {
    const place = after === null ? 1 : compareText(shown, after.environment)
    if (place < 0) continue
    const number = knownName(book, shown)
    const assets = numbersFrom(book.db, 'SELECT min(asset) AS number FROM pointer WHERE environment = ?2 AND asset > ?1', number)
    for (const { asset, name } of assets.map(asset => ({ asset, name: nameOf(book, asset) })).sort((a, b) => compareText(a.name, b.name))) {
      if (found.length >= limit) return found
      const placeOfAsset = place > 0 ? 1 : compareText(name, after!.asset)
      if (placeOfAsset < 0) continue
      const rows = book.db.all<{ key: string; materialization: number; sequence: number }>(
        `SELECT key, materialization, sequence FROM pointer
         WHERE environment = ? AND asset = ? AND key ${placeOfAsset > 0 ? '>=' : '>'} ? ORDER BY key LIMIT ?`,
        ...[number, asset, placeOfAsset > 0 ? '' : storedKey(after!.partition), limit - found.length],
      )
      for (const { key, materialization, sequence } of rows) {
        found.push({ environment: shown, asset: name, partition: keyOfStored(key), materialization, sequence })
      }
    }
  }
  return found
}

/** Steps from one number to the next over an index. @param sql the first one after a number. */
function numbersFrom(db: Database, sql: string, ...values: readonly SqlValue[]): readonly number[] {
  const numbers: number[] = []
  for (let last = -1; ; ) {
    const next = db.get<{ number: number | null }>(sql, last, ...values)!.number
    if (next === null) return numbers
    numbers.push(next)
    last = next
  }
}

interface RunRow extends Omit<RunRecord, 'holder' | 'request'> {
  readonly holder: string
  readonly request: string
}

export function runsIn(db: Database, ids: readonly string[] | 'all'): readonly RunRecord[] {
  const select = `SELECT id, environment, holder, started_at AS startedAt, sequence, heartbeat_at AS heartbeatAt, lease_ms AS leaseMs,
    ended_at AS endedAt, status, request FROM run`
  const rows =
    ids === 'all'
      ? db.all<RunRow>(`${select} ORDER BY sequence DESC`)
      : ids.flatMap(id => db.get<RunRow>(`${select} WHERE id = ?`, id) ?? [])
  return rows.map(({ holder, request, ...row }) => ({ ...row, holder: JSON.parse(holder), request: JSON.parse(request) }))
}

/** The last look at an external. */
export function observationOf(db: Database, external: string): Observation | undefined {
  const row = db.get<{ sequence: Sequence; body: string }>(
    'SELECT fact.sequence, body FROM observation JOIN fact USING (sequence) WHERE external = ? ORDER BY sequence DESC LIMIT 1',
    external,
  )
  if (!row) return undefined
  const seen: Omit<Observation, 'sequence' | 'verdict'> = JSON.parse(row.body)
  return { ...seen, sequence: row.sequence, verdict: seen.version === null ? null : newestVerdict(db, external, seen.version) }
}

/** The newest verdict on a version under any contract. */
export function newestVerdict(db: Database, external: string, version: string): ExternalVerdict | null {
  return verdictIn(
    db.get(
      'SELECT body FROM external_verdict JOIN fact USING (sequence) WHERE external = ? AND version = ? ORDER BY sequence DESC LIMIT 1',
      ...[external, version],
    ),
  )
}

export function verdictOf(db: Database, { external, version, contract }: ExternalVersion): ExternalVerdict | null {
  return verdictIn(
    db.get(
      `SELECT body FROM external_verdict JOIN fact USING (sequence)
       WHERE external = ? AND version = ? AND contract = ? ORDER BY sequence DESC LIMIT 1`,
      ...[external, version, contract],
    ),
  )
}

function verdictIn(row: { readonly body: string } | undefined): ExternalVerdict | null {
  if (!row) return null
  const judged: { readonly verdict: ExternalVerdict } = JSON.parse(row.body)
  return judged.verdict
}
