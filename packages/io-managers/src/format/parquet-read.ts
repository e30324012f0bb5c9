/** Reads a Parquet file, ours or another tool's: a table where every cell fits its column, else rows with what the file has. */
import { type ColumnType, type Content, cannotHold, isVarveError, type TableSchema } from '@varve/core'
import { type ColumnData, type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet'
import { checkNames } from '../schema/check-names.ts'
import { fileColumnTypes } from './parquet-columns.ts'
import { type FileColumn, rowsOfColumns, tableOfColumns } from './parquet-file-columns.ts'
import { checkShape } from './parquet-shape.ts'

/** @param schema the types that its columns should come back as; the other columns come as the file says. */
export async function readParquet(bytes: Uint8Array, schema: TableSchema | undefined): Promise<Content> {
  try {
    return await read(bytes, schema)
  } catch (error) {
    if (isVarveError(error)) throw error
    const why = `the bytes cannot be read as Parquet: ${error instanceof Error ? error.message : error}`
    throw cannotHold('parquet', '$', why, 'correct the file, or name its format', error)
  }
}

async function read(bytes: Uint8Array, schema: TableSchema | undefined): Promise<Content> {
  const file = new Uint8Array(bytes).buffer
  const metadata = await parquetMetadataAsync(file, { parsers, geoparquet: false })
  checkShape(file, metadata)
  const types = new Map(fileColumnTypes(metadata))
  for (const { name, type } of schema ?? []) types.set(name, type)
  const rowCount = Number(metadata.num_rows)
  const columns = await columnsIn(file, metadata, types)
  const names = columns.map(({ name }) => name)
  if (schema) checkNames(names, schema, rowCount, 'parquet', 'the schema of the file')
  const table = tableOfColumns(columns, rowCount)
  return table ? { kind: 'table', table } : { kind: 'value', value: rowsOfColumns(columns, rowCount) }
}

async function columnsIn(
  file: ArrayBuffer,
  metadata: FileMetaData,
  types: ReadonlyMap<string, ColumnType>,
): Promise<readonly FileColumn[]> {
  const chunksOf = new Map<string, ColumnData[]>()
  const onChunk = (chunk: ColumnData): void => {
    const before = chunksOf.get(chunk.columnName)
    if (before) before.push(chunk)
    else chunksOf.set(chunk.columnName, [chunk])
  }
  await parquetRead({ file, metadata, parsers, geoparquet: false, onChunk })
  return parquetSchema(metadata).children.map(({ element: { name, repetition_type } }) => {
    const type = types.get(name)
    const chunks = (chunksOf.get(name) ?? []).sort((a, b) => a.rowStart - b.rowStart)
    return { name, type, isNullable: repetition_type !== 'REQUIRED', chunks, revive: (type && revivers[type]) ?? asItIs }
  })
}

/** A value that is none of its type stays as it is: the contract says what is wrong with it. */
const revivers: Readonly<Partial<Record<ColumnType, (value: unknown) => unknown>>> = {
  int32: safeNumber,
  integer: safeNumber,
  double: safeNumber,
  bigint: value => (Number.isSafeInteger(value) ? BigInt(value as number) : value),
  timestamp: value => (typeof value === 'number' ? new Date(value) : value),
  json: value => (typeof value === 'string' ? JSON.parse(value) : value),
}

function asItIs(value: unknown): unknown {
  return value
}

function safeNumber(value: unknown): unknown {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * What repeats in a dictionary page is one value to many rows, so objects (dates, JSON) are made per row, above. The text decoder keeps a
 * byte order mark, which is a character of the text here.
 */
const parsers = {
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes),
  timestampFromMilliseconds: (millis: bigint | undefined) => (millis === undefined || millis === null ? millis : Number(millis)),
  timestampFromMicroseconds: (micros: bigint) => Number(micros / 1_000n),
  timestampFromNanoseconds: (nanos: bigint) => Number(nanos / 1_000_000n),
  dateFromDays: (days: number) => days * 86_400_000,
}
