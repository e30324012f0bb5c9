/** Checks that a value is rows that fit their columns, and turns each cell into the one form that formats write. */
import { type ColumnSchema, canonicalJson, type TableSchema, VarveError } from '@varve/core'

/** `json` cells are canonical text already; the other cells have the JavaScript type of their column. */
export type Cell = string | number | bigint | boolean | Date | null

/** A column and its cells, one per row. */
export interface CheckedColumn {
  readonly column: ColumnSchema
  readonly cells: readonly Cell[]
}

type Row = Readonly<Record<string, unknown>>

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

/** @throws FORMAT_CANNOT_HOLD naming the row that is none. */
export function rowsOf(value: unknown, format: string): readonly Row[] {
  if (!Array.isArray(value)) throw cannotHold(format, '$', `${format} holds an array of rows, and this is ${kindOf(value)}`, asJson)
  const wrong = value.findIndex(row => !isRow(row))
  if (wrong >= 0) throw cannotHold(format, `$[${wrong}]`, `${format} holds an array of rows, and this is ${kindOf(value[wrong])}`, asJson)
  return value
}

/**
 * The rows as columns. `undefined` and absent are null; -0 becomes 0, and every NaN the same NaN, since equal values must give equal bytes.
 *
 * @throws FORMAT_CANNOT_HOLD naming the row and column.
 */
export function checkRows(rows: readonly Row[], schema: TableSchema, format: string): readonly CheckedColumn[] {
  const names = columnNames(schema, format)
  for (const [index, row] of rows.entries()) {
    for (const key of Object.keys(row)) {
      if (!names.has(key) && row[key] !== undefined) {
        throw cannotHold(format, `$[${index}].${key}`, 'the columns do not name it', 'add it to the contract, or leave it out of the rows')
      }
    }
  }
  return schema.map(column => ({ column, cells: rows.map((row, index) => checkedCell(row[column.name], column, index, format)) }))
}

function columnNames(schema: TableSchema, format: string): ReadonlySet<string> {
  const names = new Set(schema.map(({ name }) => name))
  if (schema.length === 0) throw cannotHold(format, '$', 'a table needs at least one column', asJson)
  if (names.size !== schema.length) throw cannotHold(format, '$', 'two columns have one name', 'rename one of them')
  for (const name of names) {
    // Readers of text drop a byte order mark at the beginning.
    if (name === '' || name === '__proto__' || name.startsWith('\uFEFF') || !name.isWellFormed()) {
      throw cannotHold(format, '$', `${JSON.stringify(name)} cannot be the name of a column`, 'rename the column')
    }
  }
  return names
}

function checkedCell(value: unknown, column: ColumnSchema, index: number, format: string): Cell {
  if (value === null || value === undefined) {
    if (column.nullable) return null
    throw refusal(`it is ${value}, and the column is required`)
  }
  switch (column.type) {
    case 'string':
      if (typeof value !== 'string') throw refusal(`a string is expected, and this is ${kindOf(value)}`)
      if (!value.isWellFormed()) throw refusal('the text holds a lone surrogate')
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw refusal(`a boolean is expected, and this is ${kindOf(value)}`)
      return value
    case 'int32':
      if (typeof value !== 'number' || (value | 0) !== value) throw refusal(`a 32-bit integer is expected, and this is ${kindOf(value)}`)
      return value + 0
    case 'integer':
      if (!Number.isSafeInteger(value)) throw refusal(`a safe integer is expected, and this is ${kindOf(value)}`)
      return (value as number) + 0
    case 'bigint':
      if (typeof value !== 'bigint') throw refusal(`a bigint is expected, and this is ${kindOf(value)}`)
      if (BigInt.asIntN(64, value) !== value) throw refusal('it does not fit into 64 bits')
      return value
    case 'double':
      if (typeof value !== 'number') throw refusal(`a number is expected, and this is ${kindOf(value)}`)
      return Number.isNaN(value) ? Number.NaN : value + 0
    case 'timestamp':
      if (!(value instanceof Date)) throw refusal(`a Date is expected, and this is ${kindOf(value)}`)
      if (Number.isNaN(value.getTime())) throw refusal('the Date is invalid')
      return value
    case 'json':
      return jsonText(value, format, `$[${index}].${column.name}`)
  }

  function refusal(why: string): VarveError {
    return cannotHold(format, `$[${index}].${column.name}`, why, 'correct the value, or the type of the column in the contract')
  }
}

/** The canonical text of a JSON value. @throws FORMAT_CANNOT_HOLD naming the place inside it. */
export function jsonText(value: unknown, format: string, where: string): string {
  try {
    return canonicalJson(value)
  } catch (error) {
    if (!(error instanceof VarveError) || error.code !== 'NOT_CANONICAL') throw error
    const inner = error.where === undefined ? where : where + error.where.slice(1)
    throw cannotHold(
      format,
      inner,
      error.why ?? error.what,
      'use plain JSON values, or give the asset a contract that names the columns and their types',
      error,
    )
  }
}

/** @param where a place in the value: `$[3].delay`. */
export function cannotHold(format: string, where: string, why: string, fix: string, cause?: unknown): VarveError {
  return new VarveError('FORMAT_CANNOT_HOLD', {
    what: `a value does not fit the format ${format}`,
    where,
    why,
    fix,
    details: { format, place: where },
    cause,
  })
}

/** For people: `the number 1.5`, `a Date`, `an array`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (value instanceof Date) return 'a Date'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'object') return 'an object'
  return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`
}

const asJson = 'return an array of flat objects, or give the asset `format: json()`'
