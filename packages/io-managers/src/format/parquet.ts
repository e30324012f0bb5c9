/** The Parquet format: rows as exact columns, equal rows as equal bytes, written and read by hyparquet. */
import { asBuiltIn, canonicalJson, type Table, type TableFormat } from '@varve/core'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { physicalCells } from './parquet-cells.ts'
import { parquetElements, schemaKey } from './parquet-columns.ts'
import { readParquet } from './parquet-read.ts'

const rowGroupRows = 100_000

/**
 * Rows of flat objects as a Parquet file, with snappy compression and statistics.
 *
 * The contract names the columns: text is STRING, `integer` and `bigint` INT64, timestamps TIMESTAMP in UTC milliseconds, nested values JSON
 * text. Without a contract the rows decide (`integer` where every number is a safe integer); no rows, or a column of two types, are then
 * errors. An absent value is null; `-0` becomes `0`; NaN and the infinities are kept.
 *
 * @throws (when used) FORMAT_CANNOT_HOLD
 * @example
 * const io = ioManager({ storage: file('./data'), format: parquet() })
 */
export function parquet(): TableFormat {
  return asBuiltIn({
    name: 'parquet',
    extension: 'parquet',
    settings: { codec: 'snappy', rowGroupRows },
    revision: 1,
    holds: 'tables',
    encode,
    decode: readParquet,
  })
}

async function encode({ columns }: Table): Promise<Uint8Array> {
  const buffer = parquetWriteBuffer({
    columnData: columns.map(column => ({ name: column.name, data: physicalCells(column) })),
    schema: parquetElements(columns),
    codec: 'SNAPPY',
    rowGroupSize: rowGroupRows,
    createdBy: 'varve', // an upgrade of the writer must not show in the bytes by its name alone
    kvMetadata: [{ key: schemaKey, value: canonicalJson(columns.map(({ name, type, nullable }) => ({ name, type, nullable }))) }],
  })
  return new Uint8Array(buffer)
}
