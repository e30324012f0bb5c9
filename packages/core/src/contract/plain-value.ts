/** Any value as plain JSON, for records of bad data: it never throws, and is not meant to be read back exactly. */
import type { Json } from '../foundation/json.ts'

/** Dates become ISO text, bigints and the numbers that JSON does not have become text, keys are sorted, an absent property stays absent. */
export function plainValue(value: unknown): Json {
  return plain(value, [])
}

function plain(value: unknown, above: readonly object[]): Json {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed()
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'undefined':
      return null
    case 'object':
      return value === null ? null : plainObject(value, above)
    default:
      return String(value)
  }
}

function plainObject(value: object, above: readonly object[]): Json {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (above.includes(value)) return '[circular]'
  const path = [...above, value]
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (inner: unknown) => plain(inner, path))
  if (value instanceof Map) return Array.from(value, ([key, inner]) => [plain(key, path), plain(inner, path)])
  const entries = Object.keys(value)
    .sort()
    .map(key => [key.toWellFormed(), read(value, key, path)] as const)
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined))
}

function read(value: object, key: string, path: readonly object[]): Json | undefined {
  try {
    const inner: unknown = (value as Readonly<Record<string, unknown>>)[key]
    return inner === undefined ? undefined : plain(inner, path)
  } catch {
    return '[threw]'
  }
}
