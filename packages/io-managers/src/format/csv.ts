/** The CSV format (RFC 4180, a header row): for data that other tools make, and flat rows that they read. */
import {
  asBuiltIn,
  type Column,
  type ColumnType,
  type Content,
  cannotHold,
  canonicalJson,
  cellReader,
  type Table,
  type TableFormat,
  type TableSchema,
} from '@varve/core'
import { checkNames } from '../schema/check-names.ts'
import { timestampOf } from '../schema/timestamp-text.ts'
import { type CsvField, isEmptyLine, parseCsv } from './parse-csv.ts'

/**
 * Reads rows of strings; with a contract, text becomes its columns' types where it says such a value, and an empty unquoted field of a
 * nullable column becomes null. In a table of one column an empty line is such a field; in a wider table it holds nothing. A file without a
 * header, or whose header is not that of the contract, is an error. Writes flat rows, dates as ISO text, with a line feed after each row; an
 * empty string is quoted.
 *
 * @throws (when used) FORMAT_CANNOT_HOLD
 * @example
 * const rawAirports = externalFile('./data/airports.csv', { format: 'csv', contract: RawAirports })
 */
export function csv(): TableFormat {
  return asBuiltIn({ name: 'csv', extension: 'csv', settings: {}, revision: 2, holds: 'tables', encode, decode })
}

async function encode({ columns, rowCount }: Table): Promise<Uint8Array> {
  const header = columns.map(({ name }) => quoted(name)).join(',')
  const fields = columns.map(fieldOf)
  const lines = Array.from({ length: rowCount }, (_, row) => fields.map(field => field(row)).join(','))
  return new TextEncoder().encode([header, ...lines, ''].join('\n'))
}

/** The text of a column's cells, by row. */
function fieldOf(column: Column): (row: number) => string {
  const read = cellReader(column)
  const text = column.type === 'json' ? canonicalJson : plainText
  return row => {
    const cell = read(row)
    return cell === null ? '' : quoted(text(cell))
  }
}

function plainText(cell: unknown): string {
  return cell instanceof Date ? cell.toISOString() : String(cell)
}

function quoted(text: string): string {
  return text === '' || /[",\r\n]/.test(text) || /^\s*</.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function decode(bytes: Uint8Array, schema: TableSchema | undefined): Promise<Content> {
  return { kind: 'value', value: rowsIn(textOf(bytes), schema) }
}

function rowsIn(text: string, schema: TableSchema | undefined): readonly unknown[] {
  if (/^\s*<(!doctype|html|\?xml)\b/i.test(text)) {
    throw cannotHold(
      'csv',
      'the header',
      'the text is a page of HTML or XML',
      'get the file again: a server may have answered with an error page',
    )
  }
  const records = parseCsv(text)
  const at = records.findIndex(record => !isEmptyLine(record))
  if (at < 0)
    throw cannotHold(
      'csv',
      '$',
      'the file is empty: it has no header',
      'write a header that names the columns, also where there are no rows',
    )
  const names = (records[at] as CsvField[]).map(name => name ?? '')
  // In a table of one column an empty line is a row whose value is empty; in a wider one it holds nothing.
  const rows = records.slice(at + 1).filter(record => names.length === 1 || !isEmptyLine(record))
  if (new Set(names).size !== names.length) throw cannotHold('csv', 'the header', 'two columns have one name', 'rename one of them')
  if (schema) checkNames(names, schema, rows.length, 'csv', 'the header')
  const columns = names.map(name => ({ name, column: schema?.find(column => column.name === name) }))
  return rows.map((record, index) => {
    if (record.length !== names.length) {
      throw cannotHold(
        'csv',
        `row ${index + 1}`,
        `it has ${record.length} fields, and the header names ${names.length}`,
        'correct the file',
      )
    }
    const entries = columns.map(({ name, column }, position) => {
      const text = record[position] ?? null
      if (column === undefined) return [name, text ?? '']
      if (text === null && column.nullable) return [name, null]
      return [name, typed(text ?? '', column.type)]
    })
    return Object.fromEntries(entries)
  })
}

/** Text that says no such value stays text: the contract says what is wrong with it. */
function typed(text: string, type: ColumnType): unknown {
  switch (type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'int32':
    case 'integer':
    case 'double':
      return /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) + 0 : (notFinite.get(text) ?? text)
    case 'bigint':
      return /^-?\d+$/.test(text) ? BigInt(text) : text
    case 'timestamp':
      return timestampOf(text) ?? text
    case 'json':
      return parsedJson(text)
    case 'string':
      return text
  }
}

const notFinite: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw cannotHold('csv', '$', 'the bytes are not UTF-8 text', 'save the file as UTF-8', error)
  }
}
