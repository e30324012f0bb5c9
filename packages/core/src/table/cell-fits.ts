/** Whether a column can hold a value exactly: nothing is rounded, cut or converted. */
import { whyNotCanonical } from '../foundation/canonical.ts'
import { kindOf } from './cannot-hold.ts'
import type { ColumnSchema, ColumnType } from './table-schema.ts'

/** For a value that is neither null nor undefined. */
export function cellFits(value: unknown, type: ColumnType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && value.isWellFormed()
    case 'boolean':
      return typeof value === 'boolean'
    case 'int32':
      return typeof value === 'number' && (value | 0) === value
    case 'integer':
      return Number.isSafeInteger(value)
    case 'bigint':
      return typeof value === 'bigint' && BigInt.asIntN(64, value) === value
    case 'double':
      return typeof value === 'number'
    case 'timestamp':
      return value instanceof Date && !Number.isNaN(value.getTime())
    case 'json':
      return isJson(value)
  }
}

/** Why a column cannot hold a cell, also an empty one; undefined where it can, and where only {@link whyNotCanonical} says why. */
export function whyCellDoesNotFit(value: unknown, { type, nullable }: ColumnSchema): string | undefined {
  if (value === null || value === undefined) return nullable ? undefined : `it is ${value}, and the column is required`
  if (type === 'json' || cellFits(value, type)) return undefined
  if (typeof value === 'string' && type === 'string') return 'the text holds a lone surrogate'
  if (typeof value === 'bigint' && type === 'bigint') return 'it does not fit into 64 bits'
  if (value instanceof Date && type === 'timestamp') return 'the Date is invalid'
  return `${expected[type]} is expected, and this is ${kindOf(value)}`
}

const expected: Readonly<Record<Exclude<ColumnType, 'json'>, string>> = {
  string: 'a string',
  boolean: 'a boolean',
  int32: 'a 32-bit integer',
  integer: 'a safe integer',
  bigint: 'a bigint',
  double: 'a number',
  timestamp: 'a Date',
}

/** What throws otherwise is a value that cannot be looked at: it is not JSON either. */
function isJson(value: unknown): boolean {
  try {
    return whyNotCanonical(value) === undefined
  } catch {
    return false
  }
}
