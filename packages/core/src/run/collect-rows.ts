/** What user code returned as a value of our own: anything that yields rows becomes an array of them, each read once. */
import { setImmediate as turn } from 'node:timers/promises'
import { privateRow, privateValue } from '../table/private-row.ts'
import type { TableSchema } from '../table/table-schema.ts'

/** Rows are taken so many at a time: code that yields without end must not keep signals and other steps from their turn. */
const rowsAtOnce = 1_024

/**
 * @param columns of the contract.
 * @param signal stops the taking of rows, which the generator is told.
 */
export async function collectRows(returned: unknown, columns: TableSchema | undefined, signal: AbortSignal): Promise<unknown> {
  if (typeof returned !== 'object' || returned === null) return returned
  const rows: unknown[] = []
  if (Array.isArray(returned)) {
    // By index: an empty place is a row too, and a bad one.
    for (let index = 0; index < returned.length; index += 1) rows.push(privateRow(returned[index], columns))
  } else if (Symbol.asyncIterator in returned) {
    for await (const row of returned as AsyncIterable<unknown>) {
      if (rows.push(privateRow(row, columns)) % rowsAtOnce === 0) await turn()
      if (signal.aborted) break
    }
  } else if (Symbol.iterator in returned) {
    for (const row of returned as Iterable<unknown>) {
      if (rows.push(privateRow(row, columns)) % rowsAtOnce === 0) await turn()
      if (signal.aborted) break
    }
  } else {
    return privateValue(returned)
  }
  return rows
}
