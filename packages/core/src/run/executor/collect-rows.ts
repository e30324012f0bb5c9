/** What user code returned as a value of our own: anything that yields rows becomes a list or a table of them, each row read once. */
import { setImmediate as turn } from 'node:timers/promises'
import { type ContractColumns, type DraftBuilder, draftBuilder } from '../../table/draft.ts'
import { privateRow, privateValue } from '../../table/private-row.ts'
import type { Returned } from '../../table/returned.ts'

/** Rows are taken so many at a time: code that yields without end must not keep signals and other steps from their turn. */
const rowsAtOnce = 1_024

/**
 * @param columns of the contract; without one the rows are a value.
 * @param signal stops the taking of rows; the generator is ended.
 */
export async function collectRows(returned: unknown, columns: ContractColumns | undefined, signal: AbortSignal): Promise<Returned> {
  if (typeof returned !== 'object' || returned === null) return { kind: 'value', value: returned }
  if (Array.isArray(returned)) {
    const rows = rowSink(columns, returned.length)
    // By index: an empty place is a row too, and a bad one.
    for (let index = 0; index < returned.length; index += 1) rows.add(returned[index])
    return rows.finish()
  }
  const rows = rowSink(columns, 0)
  if (Symbol.asyncIterator in returned) {
    for await (const row of returned as AsyncIterable<unknown>) {
      if (rows.add(row) % rowsAtOnce === 0) await turn()
      if (signal.aborted) break
    }
  } else if (Symbol.iterator in returned) {
    for (const row of returned as Iterable<unknown>) {
      if (rows.add(row) % rowsAtOnce === 0) await turn()
      if (signal.aborted) break
    }
  } else {
    return { kind: 'value', value: privateValue(returned) }
  }
  return rows.finish()
}

interface RowSink {
  /** @returns how many there are */
  add(row: unknown): number
  finish(): Returned
}

function rowSink(columns: ContractColumns | undefined, capacity: number): RowSink {
  if (columns === undefined) {
    const value: unknown[] = []
    return { add: row => value.push(privateRow(row, undefined)), finish: () => ({ kind: 'value', value }) }
  }
  const { schema } = columns
  const draft: DraftBuilder = draftBuilder(columns, capacity)
  return { add: row => draft.add(privateRow(row, schema)), finish: () => ({ kind: 'rows', draft: draft.finish() }) }
}
