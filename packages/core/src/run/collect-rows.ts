/** What user code returned as a value of our own: anything that yields rows becomes an array of them, each read once. */
import type { TableSchema } from '../contract/table-schema.ts'
import { privateRow, privateValue } from './private-copy.ts'

/** @param columns of the contract. */
export async function collectRows(returned: unknown, columns: TableSchema | undefined): Promise<unknown> {
  if (typeof returned !== 'object' || returned === null) return returned
  const rows: unknown[] = []
  if (Array.isArray(returned)) {
    // By index: an empty place is a row too, and a bad one.
    for (let index = 0; index < returned.length; index += 1) rows.push(privateRow(returned[index], columns))
  } else if (Symbol.asyncIterator in returned) {
    for await (const row of returned as AsyncIterable<unknown>) rows.push(privateRow(row, columns))
  } else if (Symbol.iterator in returned) {
    for (const row of returned as Iterable<unknown>) rows.push(privateRow(row, columns))
  } else {
    return privateValue(returned)
  }
  return rows
}
