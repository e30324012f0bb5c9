/** The table of a draft all of whose rows fit: what formats are given. */
import { cannotHold, kindOf } from './cannot-hold.ts'
import { whyCellDoesNotFit } from './cell-fits.ts'
import { asJson, type Draft, draftBuilder, whyNoTable } from './draft.ts'
import { inferSchema } from './infer-schema.ts'
import { jsonText } from './json-text.ts'
import { isRow, type Row } from './rows.ts'
import type { Table } from './table.ts'
import type { ColumnSchema, TableSchema } from './table-schema.ts'

/**
 * Only the rows beside the columns are looked at: the others fit.
 *
 * @param format its name, for the error.
 * @throws FORMAT_CANNOT_HOLD naming the row and column.
 */
export function fittingTable({ schema, table, strays }: Draft, format: string): Table {
  const rows = [...strays].map(([index, row]) => [index, requireRow(row, index, format)] as const)
  const flaw = whyNoTable(schema)
  if (flaw) throw cannotHold(format, '$', flaw.why, flaw.fix)
  const names = new Set(schema.map(({ name }) => name))
  for (const [index, row] of rows) requireNamed(row, names, index, format)
  for (const column of schema) for (const [index, row] of rows) requireFit(row[column.name], column, index, format)
  return table
}

/**
 * Rows as a table; without columns the rows decide them. JSON values are held as they are given.
 *
 * @param format its name, for the error.
 * @throws FORMAT_CANNOT_HOLD naming the row and column, and where rows do not decide the columns.
 * @example
 * const table = tableOf([{ id: 'a', amount: 3 }], 'lines')
 */
export function tableOf(value: unknown, format: string, columns?: TableSchema): Table {
  const rows = requireRows(value, format)
  const schema = columns ?? inferSchema(rows, format)
  const draft = draftBuilder({ schema, absent: [] }, rows.length)
  for (const row of rows) draft.add(row)
  return fittingTable(draft.finish(), format)
}

/** @throws FORMAT_CANNOT_HOLD where the value is no array, or holds something that is no row. */
export function requireRows(value: unknown, format: string): readonly Row[] {
  if (!Array.isArray(value)) throw cannotHold(format, '$', `${format} holds an array of rows, and this is ${kindOf(value)}`, asJson)
  const wrong = value.findIndex(row => !isRow(row))
  if (wrong >= 0) requireRow(value[wrong], wrong, format)
  return value
}

function requireRow(row: unknown, index: number, format: string): Row {
  if (isRow(row)) return row
  throw cannotHold(format, `$[${index}]`, `${format} holds an array of rows, and this is ${kindOf(row)}`, asJson)
}

function requireNamed(row: Row, names: ReadonlySet<string>, index: number, format: string): void {
  const key = Object.keys(row).find(key => !names.has(key) && row[key] !== undefined)
  if (key === undefined) return
  throw cannotHold(format, `$[${index}].${key}`, 'the columns do not name it', 'add it to the contract, or leave it out of the rows')
}

function requireFit(value: unknown, column: ColumnSchema, index: number, format: string): void {
  const where = `$[${index}].${column.name}`
  const why = whyCellDoesNotFit(value, column)
  if (why !== undefined) throw cannotHold(format, where, why, 'correct the value, or the type of the column in the contract')
  if (column.type === 'json' && value !== null && value !== undefined) jsonText(value, format, where)
}
