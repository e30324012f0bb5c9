/** The columns of a row contract, as storage formats need them: what compiles into a Parquet or Arrow schema. */

/**
 * How a column's values are stored. `integer` is a JavaScript safe integer kept as INT64, `bigint` an INT64 read back as bigint,
 * `timestamp` a `Date` in UTC milliseconds, `json` any nested JSON value kept as text.
 */
export type ColumnType = 'string' | 'boolean' | 'int32' | 'integer' | 'bigint' | 'double' | 'timestamp' | 'json'

export interface ColumnSchema {
  readonly name: string
  readonly type: ColumnType
  readonly nullable: boolean
}

/** Columns in the order the contract names them. */
export type TableSchema = readonly ColumnSchema[]
