/** The JSON format: canonical text, one row per line, with the column types of a contract where there is one. */
import {
  asBuiltIn,
  type Column,
  type Content,
  cannotHold,
  canonicalJson,
  cellReader,
  type Encoded,
  isRow,
  jsonText,
  type Table,
  type TableSchema,
  type ValueFormat,
} from '@varve/core'
import { timestampOf } from '../schema/timestamp-text.ts'

/**
 * Any JSON value as UTF-8 text: keys sorted (RFC 8785), an array of rows one row per line, a line feed at the end.
 *
 * With a contract the rows have its columns in its order: timestamps are ISO text and come back as `Date`, bigints decimal text and come
 * back as `bigint`, and an absent value is null. Without one, Dates, bigints and whatever else JSON does not know are errors that name their
 * place. `-0` becomes `0`; NaN and the infinities are errors (`parquet()` holds them).
 *
 * @throws (when used) FORMAT_CANNOT_HOLD
 * @example
 * const models = asset({ format: json(), run: () => ({ slope: 1.5, intercept: 3 }) })
 */
export function json(): ValueFormat {
  return asBuiltIn({ name: 'json', extension: 'json', settings: {}, revision: 2, holds: 'values', encode, decode })
}

async function encode(content: Content): Promise<Encoded> {
  if (content.kind === 'table') return { bytes: linesOfTable(content.table), rows: content.table.rowCount }
  const { value } = content
  const isRows = Array.isArray(value) && value.every(isRow)
  if (!isRows) return { bytes: utf8(`${jsonText(value, 'json', '$')}\n`), rows: null }
  return { bytes: utf8(lines(value.map((row, index) => jsonText(row, 'json', `$[${index}]`)))), rows: value.length }
}

function linesOfTable({ columns, rowCount }: Table): Uint8Array {
  const labelled = columns.map(column => ({ label: JSON.stringify(column.name), text: textOf(column) }))
  return utf8(
    lines(Array.from({ length: rowCount }, (_, row) => `{${labelled.map(({ label, text }) => `${label}:${text(row)}`).join(',')}}`)),
  )
}

/** The text of a column's cells, by row. */
function textOf(column: Column): (row: number) => string {
  const { type, name } = column
  const read = cellReader(column)
  return row => {
    const cell = read(row)
    if (cell === null) return 'null'
    if (type === 'json') return canonicalJson(cell)
    if (type === 'bigint') return `"${cell}"`
    if (typeof cell === 'number' && !Number.isFinite(cell)) {
      const fix = 'make it null in a nullable column, or use `format: parquet()`'
      throw cannotHold('json', `$[${row}].${name}`, `${cell} is not a JSON number`, fix)
    }
    return JSON.stringify(cell)
  }
}

async function decode(bytes: Uint8Array, schema: TableSchema | undefined): Promise<Content> {
  return { kind: 'value', value: revived(parsed(bytes), schema) }
}

function revived(value: unknown, schema: TableSchema | undefined): unknown {
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
