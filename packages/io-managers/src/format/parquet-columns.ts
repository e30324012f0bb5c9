/** How our column types and those of a Parquet file name each other. */
import type { ColumnSchema, ColumnType, TableSchema } from '@varve/core'
import type { FileMetaData, SchemaElement } from 'hyparquet'

/** The file's own note of our column types: Parquet has one INT64 where we distinguish `integer` from `bigint`. */
export const schemaKey = 'varve.schema'

export function parquetElements(schema: TableSchema): SchemaElement[] {
  return [{ name: 'root', num_children: schema.length }, ...schema.map(elementOf)]
}

function elementOf({ name, type, nullable }: ColumnSchema): SchemaElement {
  return { name, ...physicalTypes[type], repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' }
}

const physicalTypes: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  boolean: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  integer: { type: 'INT64' },
  bigint: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } },
}

/** The type of each column that is one leaf: what we noted in the file, else what the file says by itself. */
export function fileColumnTypes({ schema, key_value_metadata }: FileMetaData): ReadonlyMap<string, ColumnType> {
  const types = new Map<string, ColumnType>()
  for (const element of schema.slice(1)) {
    const type = columnTypeOf(element)
    if (type !== undefined) types.set(element.name, type)
  }
  for (const [name, type] of notedTypes(key_value_metadata?.find(({ key }) => key === schemaKey)?.value)) types.set(name, type)
  return types
}

function columnTypeOf({ type, converted_type, logical_type }: SchemaElement): ColumnType | undefined {
  if (logical_type?.type === 'JSON' || converted_type === 'JSON') return 'json'
  const isInstant = logical_type?.type === 'TIMESTAMP' || logical_type?.type === 'DATE' || /^(TIMESTAMP|DATE)/.test(converted_type ?? '')
  if (isInstant || type === 'INT96') return 'timestamp'
  if (converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL' || type === 'DOUBLE' || type === 'FLOAT') return 'double'
  if (type === 'INT64') return 'bigint'
  if (type === 'INT32') return 'integer'
  return type === 'BOOLEAN' ? 'boolean' : undefined
}

function notedTypes(note: string | undefined): readonly [string, ColumnType][] {
  if (note === undefined) return []
  const columns: unknown = JSON.parse(note)
  return Array.isArray(columns) ? columns.filter(isColumn).map(({ name, type }) => [name, type]) : []
}

function isColumn(value: unknown): value is ColumnSchema {
  return (
    typeof value === 'object' && value !== null && 'name' in value && 'type' in value && Object.hasOwn(physicalTypes, String(value.type))
  )
}
