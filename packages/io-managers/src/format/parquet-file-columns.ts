/** The columns that a Parquet file holds, as a table or as rows. */
import { type ColumnBuilder, type ColumnType, columnBuilder, type Table, whyNoTable } from '@varve/core'
import type { ColumnData } from 'hyparquet'

export interface FileColumn {
  readonly name: string
  /** Undefined where no column of ours has it: nested values, bytes. */
  readonly type: ColumnType | undefined
  readonly isNullable: boolean
  /** In the order of rows. */
  readonly chunks: readonly ColumnData[]
  /** The value of what a chunk holds, which is neither null nor undefined. */
  readonly revive: (cell: unknown) => unknown
}

/** Undefined where a cell does not fit its column, or a column has no type of ours: another tool has written the file. */
export function tableOfColumns(columns: readonly FileColumn[], rowCount: number): Table | undefined {
  const schema = columns.flatMap(({ name, type, isNullable }) => (type ? [{ name, type, nullable: isNullable }] : []))
  if (schema.length < columns.length || whyNoTable(schema)) return undefined
  const builders = schema.map(column => columnBuilder(column, rowCount))
  const fits = columns.every((column, at) => addAll(builders[at] as ColumnBuilder, column) === rowCount)
  return fits ? { columns: builders.map(builder => builder.finish()), rowCount } : undefined
}

/** @returns how many cells there are, or undefined where one does not fit. */
function addAll(builder: ColumnBuilder, { chunks, isNullable, revive }: FileColumn): number | undefined {
  let count = 0
  for (const { columnData, rowStart } of chunks) {
    if (rowStart !== count) return undefined
    for (let at = 0; at < columnData.length; at += 1) {
      const cell: unknown = columnData[at]
      if (cell === null && isNullable) builder.addEmpty()
      else if (cell === null || cell === undefined || !builder.add(revive(cell))) return undefined
    }
    count += columnData.length
  }
  return count
}

/** What is wrong with a cell that does not fit the contract says, of its row. */
export function rowsOfColumns(columns: readonly FileColumn[], rowCount: number): Record<string, unknown>[] {
  const rows = Array.from({ length: rowCount }, (): Record<string, unknown> => ({}))
  for (const { name, chunks, revive } of columns) {
    for (const row of rows) row[name] = undefined
    for (const { columnData, rowStart } of chunks) {
      for (let at = 0; at < columnData.length && rowStart + at < rowCount; at += 1) {
        const cell: unknown = columnData[at]
        const row = rows[rowStart + at] as Record<string, unknown>
        row[name] = cell === null || cell === undefined ? cell : revive(cell)
      }
    }
  }
  return rows
}
