/** Compares the tables that answer from the journal with a replay of it: what another hand changed, or a mistake of ours, is found. */
import { isVarveError } from '../../foundation/errors.ts'
import { factOf, type JournalRow } from '../facts.ts'
import type { Sequence } from '../records.ts'
import { type Database, openDatabase } from './driver.ts'
import { applyFact } from './facts.ts'
import { addFact, journalBetween, newestSequence } from './journal.ts'
import { createSchema } from './schema.ts'
import { read } from './transaction.ts'

/** One sentence for each table that differs, or for the first fact that cannot be applied. */
export async function replayDifferences(db: Database): Promise<readonly string[]> {
  const replayed = await openDatabase(':memory:')
  try {
    replayed.script('BEGIN')
    createSchema(replayed, '')
    return read(db, () => replayAll(db, replayed) ?? Object.entries(tables).flatMap(table => difference(db, replayed, table)))
  } finally {
    replayed.close()
  }
}

const factsAtOnce = 1_000

function replayAll(db: Database, replayed: Database): readonly string[] | undefined {
  const upTo = newestSequence(db)
  for (let after: Sequence = 0; after < upTo; after += factsAtOnce) {
    for (const row of journalBetween(db, after, after + factsAtOnce)) {
      const why = failureOf(() => replay(replayed, row))
      if (why !== undefined) return [`fact ${row.sequence} (${row.kind}) cannot be applied: ${why}`]
    }
  }
  return undefined
}

function replay(db: Database, row: JournalRow): void {
  addFact(db, row)
  applyFact(db, factOf(row))
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
  run: 'id, sequence, environment, holder, request, started_at, ended_at, status',
  materialization: 'sequence, id, asset, partition, version, definition_hash',
  lineage_input: 'asset, materialization',
  pointer: 'environment, asset, partition, materialization, sequence',
  pointer_move: 'environment, asset, partition, sequence, materialization',
  refusal: 'sequence, asset, partition, version',
  observation: 'external, sequence',
  external_verdict: 'external, version, contract, sequence',
  dynamic_key: 'name, spelling, key, present, sequence',
  partition_definition: 'environment, asset, sequence',
  loss: 'sha256, found, sequence',
  erasure: 'asset, partition, sequence',
} as const

function difference(db: Database, replayed: Database, [table, columns]: readonly [string, string]): readonly string[] {
  const rowsOf = (from: Database) =>
    new Set(from.all<object>(`SELECT ${columns} FROM ${table}`).map(row => JSON.stringify(Object.values(row))))
  const [found, wanted] = [rowsOf(db), rowsOf(replayed)]
  const [extra, absent] = [[...found].filter(row => !wanted.has(row)), [...wanted].filter(row => !found.has(row))]
  if (extra.length + absent.length === 0) return []
  const first = extra[0] ?? absent[0]
  return [`table ${table} does not say what the facts say: ${extra.length} rows too many, ${absent.length} missing, such as ${first}`]
}
