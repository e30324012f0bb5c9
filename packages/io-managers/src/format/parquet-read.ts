/** Reads a Parquet file, ours or another tool's, into fresh rows of plain JavaScript values. */
import { type ColumnType, type Content, cannotHold, isVarveError, type TableSchema } from '@varve/core'
import { parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { checkNames } from '../schema/check-names.ts'
import { fileColumnTypes } from './parquet-columns.ts'
import { checkShape } from './parquet-shape.ts'

/** @param schema the types that its columns should come back as; the other columns come as the file says. */
export async function readParquet(bytes: Uint8Array, schema: TableSchema | undefined): Promise<Content> {
  try {
    return { kind: 'value', value: await read(bytes, schema) }
  } catch (error) {
    if (isVarveError(error)) throw error
    const why = `the bytes cannot be read as Parquet: ${error instanceof Error ? error.message : error}`
    throw cannotHold('parquet', '$', why, 'correct the file, or name its format', error)
  }
}

async function read(bytes: Uint8Array, schema: TableSchema | undefined): Promise<Record<string, unknown>[]> {
  const file = new Uint8Array(bytes).buffer
  const metadata = await parquetMetadataAsync(file, { parsers, geoparquet: false })
  checkShape(file, metadata)
  const types = new Map(fileColumnTypes(metadata))
  for (const { name, type } of schema ?? []) types.set(name, type)
  const rows: Record<string, unknown>[] = await parquetReadObjects({ file, metadata, parsers, geoparquet: false })
  if (schema)
    checkNames(
      parquetSchema(metadata).children.map(({ element }) => element.name),
      schema,
      rows.length,
      'parquet',
      'the schema of the file',
    )
  for (const [name, type] of types) {
    const revive = revivers[type]
    if (revive === undefined) continue
    for (const row of rows) {
      const value = row[name]
      if (value !== null && value !== undefined) row[name] = revive(value)
    }
  }
  return rows
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
