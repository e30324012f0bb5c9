/** The JSON format: canonical text, one row per line, with the column types of a contract where there is one. */
import { asBuiltIn, type Encoded, type Format, type TableSchema } from '@varve/core'
import { type Cell, type CheckedColumn, cannotHold, checkRows, isRow, jsonText, rowsOf } from '../schema/rows.ts'
import { timestampOf } from '../schema/timestamp-text.ts'

/**
 * Any JSON value as UTF-8 text: keys sorted (RFC 8785), an array of rows one row per line, a line feed at the end.
 *
 * With a contract the rows have its columns in its order: timestamps are ISO text and come back as `Date`, bigints decimal text and come
 * back as `bigint`, and an absent value is null. Without one, Dates, bigints and whatever else JSON does not know are refused, naming their
 * place. `-0` becomes `0`; NaN and the infinities are refused (`parquet()` holds them).
 *
 * @throws (when used) FORMAT_CANNOT_HOLD
 * @example
 * const models = asset({ format: json(), run: () => ({ slope: 1.5, intercept: 3 }) })
 */
export function json(): Format {
  return asBuiltIn({ name: 'json', extension: 'json', settings: {}, revision: 2, encode, decode })
}

async function encode(value: unknown, schema: TableSchema | undefined): Promise<Encoded> {
  if (schema !== undefined) return rowsWithSchema(value, schema)
  const isRows = Array.isArray(value) && value.every(isRow)
  if (!isRows) return { bytes: utf8(`${jsonText(value, 'json', '$')}\n`), rows: null }
  return { bytes: utf8(lines(value.map((row, index) => jsonText(row, 'json', `$[${index}]`)))), rows: value.length }
}

function rowsWithSchema(value: unknown, schema: TableSchema): Encoded {
  const rows = rowsOf(value, 'json')
  const columns = checkRows(rows, schema, 'json').map(column => ({ ...column, label: JSON.stringify(column.column.name) }))
  const texts = rows.map((_, index) => `{${columns.map(column => `${column.label}:${cellText(column, index)}`).join(',')}}`)
  return { bytes: utf8(lines(texts)), rows: rows.length }
}

function cellText({ column, cells }: CheckedColumn, index: number): string {
  const cell = cells[index] as Cell
  if (cell === null) return 'null'
  if (column.type === 'json') return cell as string
  if (typeof cell === 'bigint') return `"${cell}"`
  if (typeof cell === 'number' && !Number.isFinite(cell)) {
    throw cannotHold(
      'json',
      `$[${index}].${column.name}`,
      `${cell} is not a JSON number`,
      'make it null in a nullable column, or use `format: parquet()`',
    )
  }
  return JSON.stringify(cell)
}

async function decode(bytes: Uint8Array, schema: TableSchema | undefined): Promise<unknown> {
  const value = parsed(bytes)
  if (schema === undefined || !Array.isArray(value)) return value
  for (const { name, type } of schema) {
    const revive = revivers[type as keyof typeof revivers]
    if (revive === undefined) continue
    for (const row of value) if (isMutableRow(row) && typeof row[name] === 'string') row[name] = revive(row[name])
  }
  return value
}

/** Text that is no such value stays as it is: the contract says what is wrong with it. */
const revivers = {
  timestamp: (text: string): unknown => timestampOf(text) ?? text,
  bigint: (text: string): unknown => (/^-?\d+$/.test(text) ? BigInt(text) : text),
}

function isMutableRow(value: unknown): value is Record<string, unknown> {
  return isRow(value)
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw cannotHold(
      'json',
      '$',
      `the bytes are not JSON: ${error instanceof Error ? error.message : error}`,
      'correct the file, or name its format',
      error,
    )
  }
}

function lines(rows: readonly string[]): string {
  return rows.length === 0 ? '[]\n' : `[\n${rows.join(',\n')}\n]\n`
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
