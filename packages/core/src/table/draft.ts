/** A draft: rows that became a table before anybody judged them, and beside it those that its columns do not hold as they came. */
import { bitmapBuilder } from './bitmap.ts'
import { columnBuilder } from './column-builder.ts'
import { isRow, rowReader } from './rows.ts'
import type { Table } from './table.ts'
import type { TableSchema } from './table-schema.ts'

/** The columns of a contract. */
export interface ContractColumns {
  readonly schema: TableSchema
  /** Columns whose empty value is an absent key rather than null. */
  readonly absent: readonly string[]
}

export interface Draft {
  /** The columns that were asked for. The table has none of them where their names cannot be those of a table. */
  readonly schema: TableSchema
  /** A cell that does not fit its column is empty here. */
  readonly table: Table
  /** By index: rows with a cell that does not fit, with a key that no column names or that is `undefined`; and what is no row at all. */
  readonly strays: ReadonlyMap<number, unknown>
  /** The row as it came, its keys in the order of the columns. */
  rowAt(index: number): unknown
}

export interface DraftBuilder {
  /** @param row a value that nobody else holds. @returns how many there are */
  add(row: unknown): number
  /** A row that cannot be looked at: it stays as it is. */
  keep(row: unknown): number
  finish(): Draft
}

/** @param capacity how many rows are expected. */
export function draftBuilder({ schema, absent }: ContractColumns, capacity = 0): DraftBuilder {
  const hasNames = whyNoTable(schema) === undefined
  const columns = (hasNames ? schema : []).map(column => ({
    name: column.name,
    isNullable: column.nullable,
    isAbsent: absent.includes(column.name),
    cells: columnBuilder(column, capacity),
    asUsual: bitmapBuilder(),
  }))
  const strays = new Map<number, unknown>()
  let rowCount = 0

  return {
    add: row => (hasNames && isRow(row) ? addRow(row) : keep(row)),
    keep,
    finish() {
      const views = columns.map(({ cells, isAbsent, asUsual }) => ({ column: cells.finish(), isAbsent, asUsual: asUsual.finish(rowCount) }))
      const table: Table = { columns: views.map(({ column }) => column), rowCount }
      const read = rowReader(views)
      return { schema, table, strays, rowAt: index => (strays.has(index) ? strays.get(index) : read(index)) }
    },
  }

  function addRow(row: Readonly<Record<string, unknown>>): number {
    let isWhole = true
    let keys = 0
    for (const { name, isNullable, isAbsent, cells, asUsual } of columns) {
      const value = row[name]
      if (value === null || value === undefined) {
        cells.addEmpty()
        if (value === null) keys += 1
        if ((value === null) === isAbsent) asUsual.clear(rowCount)
        if (!isNullable || (value === undefined && Object.hasOwn(row, name))) isWhole = false
      } else {
        keys += 1
        if (!cells.add(value)) isWhole = false
      }
    }
    if (!isWhole || Object.keys(row).length !== keys) strays.set(rowCount, row)
    rowCount += 1
    return rowCount
  }

  function keep(row: unknown): number {
    for (const { cells } of columns) cells.addEmpty()
    strays.set(rowCount, row)
    rowCount += 1
    return rowCount
  }
}

/** Why these cannot be the columns of a table, and what to do; undefined where they can. */
export function whyNoTable(schema: TableSchema): { readonly why: string; readonly fix: string } | undefined {
  const names = new Set(schema.map(({ name }) => name))
  if (schema.length === 0) return { why: 'a table needs at least one column', fix: asJson }
  if (names.size !== schema.length) return { why: 'two columns have one name', fix: 'rename one of them' }
  // Readers of text drop a byte order mark at the beginning.
  const wrong = [...names].find(name => name === '' || name === '__proto__' || name.startsWith('\uFEFF') || !name.isWellFormed())
  return wrong === undefined ? undefined : { why: `${JSON.stringify(wrong)} cannot be the name of a column`, fix: 'rename the column' }
}

/** What to do with a value that is no table of flat rows. */
export const asJson = 'return an array of flat objects, or give the asset `format: json()`'
