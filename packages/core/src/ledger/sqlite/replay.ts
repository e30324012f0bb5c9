/** Compares the tables that answer with a replay of the facts: what another hand changed, or a mistake of ours, is found. */
import { isVarveError } from '../../foundation/errors.ts'
import { compareText } from '../compare-text.ts'
import { factOf } from '../facts.ts'
import type { Sequence } from '../records.ts'
import { type Book, bookOf } from './book.ts'
import { type Database, openDatabase } from './driver.ts'
import { addFact, factsBetween, newestSequence } from './journal.ts'
import { createSchema } from './schema.ts'
import { textHash } from './texts.ts'

/**
 * One sentence for each table that differs, or for the first fact that cannot be read or applied. Facts that are rows are compared too:
 * what they say of themselves, and what planning reads of them, are columns of their own.
 *
 * @param book with an open read transaction.
 */
export async function replayDifferences(book: Book): Promise<readonly string[]> {
  const replayed = await openDatabase('') // a file of its own that goes with the connection: memory would have to hold all of it
  try {
    replayed.script('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN')
    createSchema(replayed, book.id)
    const wrong = copyTexts(book.db, replayed) ?? replayAll(book, bookOf(replayed, book.id))
    return wrong === undefined ? Object.entries(tables).flatMap(table => difference(book.db, replayed, table)) : [wrong]
  } finally {
    replayed.close()
  }
}

const rowsAtOnce = 1_000

/** The same numbers for the same texts: rows can be compared as they are. */
function copyTexts(db: Database, replayed: Database): string | undefined {
  for (let after = 0; ; ) {
    const rows = db.all<{ number: number; hash: Uint8Array; body: string }>(
      `SELECT number, hash, body FROM text WHERE number > ? ORDER BY number LIMIT ${rowsAtOnce}`,
      after,
    )
    for (const { number, hash, body } of rows) {
      if (Buffer.compare(textHash(body), hash) !== 0) return `text ${number} is not what was recorded`
      replayed.run('INSERT INTO text (number, hash, body) VALUES (?, ?, ?)', number, hash, body)
    }
    if (rows.length < rowsAtOnce) return undefined
    after = rows.at(-1)!.number
  }
}

function replayAll(book: Book, replayed: Book): string | undefined {
  const upTo = newestSequence(book.db)
  for (let after: Sequence = 0; after < upTo; after += rowsAtOnce) {
    let at = `facts after ${after} cannot be read`
    const why = failureOf(() => {
      for (const row of factsBetween(book, after, Math.min(upTo, after + rowsAtOnce))) {
        at = `fact ${row.sequence} (${row.kind}) cannot be applied`
        addFact(replayed, factOf(row))
      }
    })
    if (why !== undefined) return `${at}: ${why}`
  }
  return undefined
}

function failureOf(act: () => void): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    if (isVarveError(error)) return error.what
    return error instanceof Error ? error.message : String(error)
  }
}

/** The columns that facts decide. */
const tables = {
  fact: 'sequence, at, kind, body',
  run: 'id, sequence, environment, holder, request, started_at, ended_at, status',
  materialization: `sequence, asset, key, hex(id), hex(version), hex(content), environment, basis, detail, origin, external, as_of, bytes, rows,
    created_at, window_start, window_length, windows, reads, more`,
  move: 'sequence, environment, asset, key, materialization',
  reader: 'asset, detail',
  member: 'sha256, materialization',
  pointer: `environment, asset, key, materialization, sequence, hex(version), hex(content), basis, window_start, window_length, windows`,
  asset_head: 'asset, sequence',
  refusal: 'sequence, asset, key, hex(version)',
  observation: 'external, sequence',
  external_verdict: 'external, version, contract, sequence',
  dynamic_key: 'name, spelling, key, present, sequence',
  partition_definition: 'environment, asset, sequence',
  loss: 'sha256, found, sequence',
  loss_holder: 'sha256, materialization, asset, key',
  loss_event: 'sequence, asset, key',
  erasure: 'asset, key, sequence',
} as const

/** Row by row through both, in the order of their texts. */
function difference(db: Database, replayed: Database, [table, columns]: readonly [string, string]): readonly string[] {
  const sql = `SELECT json_array(${columns}) AS row FROM ${table} ORDER BY row`
  const [found, wanted] = [db.each<{ row: string }>(sql), replayed.each<{ row: string }>(sql)]
  let [here, there] = [found.next(), wanted.next()]
  let [extra, missing] = [0, 0]
  let first: string | undefined
  while (!here.done || !there.done) {
    const order = here.done ? 1 : there.done ? -1 : compareText(here.value.row, there.value.row)
    if (order < 0) first ??= here.value.row
    if (order > 0) first ??= there.value.row
    if (order < 0) extra += 1
    if (order > 0) missing += 1
    if (order <= 0) here = found.next()
    if (order >= 0) there = wanted.next()
  }
  if (extra + missing === 0) return []
  return [`table ${table} does not say what the facts say: ${extra} rows too many, ${missing} missing, such as ${first}`]
}
