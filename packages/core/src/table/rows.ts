/** The rows of a table: plain objects with the table's columns in its order. */
import { isSet } from './bitmap.ts'
import { type Column, cellReader } from './column.ts'
import type { Table } from './table.ts'

export type Row = Readonly<Record<string, unknown>>

/**
 * Fresh rows, private to their reader where the table is: JSON values are handed over as the table holds them.
 *
 * @param absent columns whose empty value is an absent key rather than null.
 * @example
 * rowsOf(tableOf([{ id: 'a' }, { id: 'b' }], 'lines'))   // [{ id: 'a' }, { id: 'b' }]
 */
export function rowsOf(table: Table, absent: readonly string[] = []): Record<string, unknown>[] {
  const read = rowReader(table.columns.map(column => ({ column, isAbsent: absent.includes(column.name), asUsual: null })))
  return Array.from({ length: table.rowCount }, (_, index) => read(index))
}

export interface ColumnView {
  readonly column: Column
  /** Whether an empty cell is an absent key rather than null. */
  readonly isAbsent: boolean
  /** A bitmap: 0 where an empty cell is the other of the two. */
  readonly asUsual: Uint8Array | null
}

/** One row at a time, by its index. */
export function rowReader(columns: readonly ColumnView[]): (index: number) => Record<string, unknown> {
  const cells = columns.map(({ column, isAbsent, asUsual }) => ({ name: column.name, isAbsent, asUsual, read: cellReader(column) }))
  return index => {
    const row: Record<string, unknown> = {}
    for (const { name, isAbsent, asUsual, read } of cells) {
      const value = read(index)
      if (value !== null || isAbsent !== isSet(asUsual, index)) row[name] = value
    }
    return row
  }
}

/** Lists and dates are objects, and no rows. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
