/** The Parquet format: rows as exact columns, equal rows as equal bytes, written and read by hyparquet. */
import { asBuiltIn, canonicalJson, type Encoded, type Format, type TableSchema } from '@varve/core'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { inferSchema } from '../schema/infer-schema.ts'
import { type CheckedColumn, cannotHold, checkRows, rowsOf } from '../schema/rows.ts'
import { parquetElements, schemaKey } from './parquet-columns.ts'
import { readParquet } from './parquet-read.ts'

const rowGroupRows = 100_000

/**
 * Rows of flat objects as a Parquet file, with snappy compression and statistics.
 *
 * The contract names the columns: text is STRING, `integer` and `bigint` INT64, timestamps TIMESTAMP in UTC milliseconds, nested values JSON
 * text. Without a contract the rows decide (`integer` where every number is a safe integer); no rows, or a column of two types, are then
 * refused. An absent value is null; `-0` becomes `0`; NaN and the infinities are kept.
 *
 * @throws (when used) FORMAT_CANNOT_HOLD
 * @example
 * const io = ioManager({ storage: file('./data'), format: parquet() })
 */
export function parquet(): Format {
  return asBuiltIn({
    name: 'parquet',
    extension: 'parquet',
    settings: { codec: 'snappy', rowGroupRows },
    revision: 1,
    encode,
    decode: readParquet,
  })
}

async function encode(value: unknown, contractSchema: TableSchema | undefined): Promise<Encoded> {
  const rows = rowsOf(value, 'parquet')
  const schema = contractSchema ?? inferSchema(rows, 'parquet')
  const columns = checkRows(rows, schema, 'parquet')
  const buffer = parquetWriteBuffer({
    columnData: columns.map(column => ({ name: column.column.name, data: physical(column) })),
    schema: parquetElements(schema),
    codec: 'SNAPPY',
    rowGroupSize: rowGroupRows,
    createdBy: 'varve', // an upgrade of the writer must not show in the bytes by its name alone
    kvMetadata: [{ key: schemaKey, value: canonicalJson(schema.map(({ name, type, nullable }) => ({ name, type, nullable }))) }],
  })
  return { bytes: new Uint8Array(buffer), rows: rows.length }
}

/** INT64 wants bigint, and the writer makes JSON text itself: of values whose keys stand in canonical order. The rest is written as it stands. */
function physical({ column, cells }: CheckedColumn): unknown[] {
  if (column.type === 'integer') return cells.map(cell => (cell === null ? null : BigInt(cell as number)))
  if (column.type === 'json')
    return cells.map((cell, index) => (cell === null ? null : jsonValue(cell as string, `$[${index}].${column.name}`)))
  return [...cells]
}

/** The writer copies objects key by key, which would lose this one key without a word. */
function jsonValue(text: string, where: string): unknown {
  if (text.includes('"__proto__":')) throw cannotHold('parquet', where, 'it has a key "__proto__"', 'rename the key')
  return JSON.parse(text)
}
