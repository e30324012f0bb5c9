/** The rows of a table: plain objects with the table's columns in its order. */
import { cellReader } from './column.ts'
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
  const read = rowReader(table, absent)
  return Array.from({ length: table.rowCount }, (_, index) => read(index))
}

/** One row at a time, by its index. */
export function rowReader({ columns }: Table, absent: readonly string[] = []): (index: number) => Record<string, unknown> {
  const cells = columns.map(column => ({ name: column.name, isAbsent: absent.includes(column.name), read: cellReader(column) }))
  return index => {
    const row: Record<string, unknown> = {}
    for (const { name, isAbsent, read } of cells) {
      const value = read(index)
      if (value !== null || !isAbsent) row[name] = value
    }
    return row
  }
}

/** Lists and dates are objects, and no rows. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}
