/** Whether the parts of a table that code of the user has built agree: rows of one that contradicts itself would hold other values, without a word. */
import { types } from 'node:util'
import type { Column } from './column.ts'
import type { Table } from './table.ts'
import type { ColumnType } from './table-schema.ts'

/** Undefined where they agree. @param table as its author typed it, or plain JavaScript gave it. */
export function whyNotWhole(table: Table | undefined): string | undefined {
  if (!Array.isArray(table?.columns)) return 'it has no list of columns'
  const { columns, rowCount } = table
  if (!(Number.isSafeInteger(rowCount) && rowCount >= 0)) return `its rowCount is ${rowCount}`
  const names = columns.map(({ name }) => name)
  if (new Set(names).size !== names.length) return 'two columns have one name'
  for (const column of columns) {
    const why = whyColumnIsNotWhole(column, rowCount)
    if (why !== undefined) return `column ${JSON.stringify(column.name)}: ${why}`
  }
  return undefined
}

function whyColumnIsNotWhole({ name, type, values, validity }: Column, rowCount: number): string | undefined {
  if (typeof name !== 'string' || name === '__proto__') return 'rows cannot have this name'
  if (!Object.hasOwn(arrays, type)) return `there is no type ${JSON.stringify(type)}`
  const { what, is } = arrays[type]
  if (!is(values)) return `its values are no ${what}`
  if (values.length !== rowCount) return `it has ${values.length} values, and the table ${rowCount} rows`
  if (validity === null || (types.isUint8Array(validity) && validity.length >= (rowCount + 7) >> 3)) return undefined
  return 'its validity is neither null nor a Uint8Array with one bit for each row'
}

interface ArrayKind {
  readonly what: string
  readonly is: (values: unknown) => boolean
}

const list: ArrayKind = { what: 'array', is: Array.isArray }
const numbers: ArrayKind = { what: 'Float64Array', is: types.isFloat64Array }

const arrays: Readonly<Record<ColumnType, ArrayKind>> = {
  string: list,
  json: list,
  boolean: { what: 'Uint8Array', is: types.isUint8Array },
  int32: { what: 'Int32Array', is: types.isInt32Array },
  bigint: { what: 'BigInt64Array', is: types.isBigInt64Array },
  integer: numbers,
  double: numbers,
  timestamp: numbers,
}
