/** The columns of rows that come without a contract: decided by the values alone, so that equal rows give equal columns. */
import { cannotHold, kindOf } from './cannot-hold.ts'
import type { Row } from './rows.ts'
import type { ColumnSchema, ColumnType, TableSchema } from './table-schema.ts'

/**
 * Columns in the order in which the rows first name them; a value missing anywhere makes its column nullable. A column of safe integers is
 * `integer`, of any other numbers `double`; objects and arrays are `json`.
 *
 * @throws FORMAT_CANNOT_HOLD where the values do not decide: no rows, a column without values, values of two types.
 */
export function inferSchema(rows: readonly Row[], format: string): TableSchema {
  if (rows.length === 0) throw cannotHold(format, '$', 'no row says which columns the table has', giveColumns)
  const names = new Set(rows.flatMap(row => Object.keys(row)))
  return [...names].map(name => inferColumn(name, rows, format))
}

function inferColumn(name: string, rows: readonly Row[], format: string): ColumnSchema {
  let type: ColumnType | undefined
  let nullable = false
  for (const [index, row] of rows.entries()) {
    const value = row[name]
    if (value === null || value === undefined) {
      nullable = true
      continue
    }
    const own = typeOf(value)
    if (own === undefined) throw cannotHold(format, `$[${index}].${name}`, `${kindOf(value)} has no column type`, giveColumns)
    const both = type === undefined ? own : widest(type, own)
    if (both === undefined)
      throw cannotHold(format, `$[${index}].${name}`, `the column holds ${type} values above, and here ${own}`, giveColumns)
    type = both
  }
  if (type === undefined) throw cannotHold(format, `$[0].${name}`, 'the column holds no value that says its type', giveColumns)
  return { name, type, nullable }
}

function typeOf(value: unknown): ColumnType | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return typeof value as 'string' | 'boolean' | 'bigint'
    case 'number':
      return Number.isSafeInteger(value) ? 'integer' : 'double'
    case 'object':
      return value instanceof Date ? 'timestamp' : 'json'
    default:
      return undefined
  }
}

function widest(left: ColumnType, right: ColumnType): ColumnType | undefined {
  if (left === right) return left
  const areNumbers = [left, right].every(type => type === 'integer' || type === 'double')
  return areNumbers ? 'double' : undefined
}

const giveColumns = 'give the asset a contract, which names its columns, or `format: json()`'
