/** The cells of a column as the Parquet writer takes them. */
import { type Column, cannotHold, canonicalJson, isSet } from '@varve/core'
import type { DecodedArray } from 'hyparquet'

/** INT64 wants bigint, and the writer makes JSON text itself: of values whose keys are in canonical order. `-0` is written as `0`. */
export function physicalCells(column: Column): DecodedArray {
  const { name, validity } = column
  switch (column.type) {
    case 'integer':
    case 'timestamp':
      return cells(column.values, validity, BigInt)
    case 'double':
      return validity === null ? column.values.map(withoutSign) : cells(column.values, validity, withoutSign)
    case 'json':
      return cells(column.values, validity, (value, row) => inCanonicalOrder(value, `$[${row}].${name}`))
    case 'boolean':
      return cells(column.values, validity, value => value === 1)
    case 'int32':
      return validity === null ? column.values : cells(column.values, validity, value => value)
    case 'bigint':
      return cells(column.values, validity, value => value)
    case 'string':
      return cells(column.values, validity, value => value)
  }
}

function cells<T>(values: ArrayLike<T>, validity: Uint8Array | null, physical: (value: T, row: number) => unknown): unknown[] {
  return Array.from(values, (value, row) => (isSet(validity, row) ? physical(value, row) : null))
}

function withoutSign(value: number): number {
  return value + 0
}

/** The writer copies objects key by key, which would lose this one key without a word. */
function inCanonicalOrder(value: unknown, where: string): unknown {
  const text = canonicalJson(value)
  if (text.includes('"__proto__":')) throw cannotHold('parquet', where, 'it has a key "__proto__"', 'rename the key')
  return JSON.parse(text)
}
