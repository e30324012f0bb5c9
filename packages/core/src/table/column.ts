/** A column of a table: its cells as one array of the column's type, and which of them are empty. */
import { isSet } from './bitmap.ts'
import type { ColumnSchema, ColumnType } from './table-schema.ts'

interface ColumnOf<T extends ColumnType, Values> extends ColumnSchema {
  readonly type: T
  /** One value for each row; what stands in the place of an empty cell means nothing. */
  readonly values: Values
  /** A bitmap: 1 where the cell holds a value. Null where all do. */
  readonly validity: Uint8Array | null
}

/**
 * Booleans are 0 and 1, timestamps milliseconds since 1970, `json` cells JSON values that nobody else holds. A column whose values have
 * no fixed width in one buffer, as text in Arrow has (bytes and offsets), joins this union as a form of its own.
 */
export type Column =
  | ColumnOf<'string', readonly string[]>
  | ColumnOf<'boolean', Uint8Array>
  | ColumnOf<'int32', Int32Array>
  | ColumnOf<'integer' | 'double' | 'timestamp', Float64Array>
  | ColumnOf<'bigint', BigInt64Array>
  | ColumnOf<'json', readonly unknown[]>

/** The JavaScript value of a cell, as rows hold it: null where it is empty. Every call gives a `Date` of its own. */
export type CellReader = (row: number) => unknown

export function cellReader(column: Column): CellReader {
  const read = valueReader(column)
  const { validity } = column
  return validity === null ? read : row => (isSet(validity, row) ? read(row) : null)
}

function valueReader(column: Column): CellReader {
  switch (column.type) {
    case 'boolean': {
      const { values } = column
      return row => values[row] === 1
    }
    case 'timestamp': {
      const { values } = column
      return row => new Date(values[row] as number)
    }
    default: {
      const { values } = column
      return row => values[row]
    }
  }
}
