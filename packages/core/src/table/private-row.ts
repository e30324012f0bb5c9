/** What user code returned, read once into plain values of our own: what the gate judges is then what is encoded. */
import type { TableSchema } from './table-schema.ts'

/** A value that is no list of rows: lists, plain objects and dates are copied, everything else is passed on as it is. */
export function privateValue(value: unknown): unknown {
  return copyOfInner(value, [])
}

/**
 * A row becomes a plain object: its own properties, and of an instance of a class also what its class computes for the columns. Lists, plain
 * objects and dates inside are copied. What is none of these (a Map, bytes, a table of another library) is passed on as it is: formats hold
 * it by themselves or reject it by name. A property that computes its value, or a proxy, is asked once.
 *
 * @param columns of the contract.
 */
export function privateRow(row: unknown, columns: TableSchema | undefined): unknown {
  if (typeof row !== 'object' || row === null) return row
  if (columns === undefined || Array.isArray(row) || row instanceof Date || isPlain(row)) return copyOf(row, [])
  const copy: Record<string, unknown> = { ...row }
  for (const { name } of columns) {
    const isOfItsClass = name in row && !Object.hasOwn(row, name) && !(name in Object.prototype)
    if (isOfItsClass) copy[name] = (row as Readonly<Record<string, unknown>>)[name]
  }
  return copyInside(copy, [row])
}

/** @param above the objects that this one lies in. What contains itself is passed on, for the formats to reject. */
function copyOf(value: object, above: object[]): unknown {
  if (value instanceof Date) return new Date(value.getTime())
  const isList = Array.isArray(value)
  if ((!isList && !isPlain(value)) || above.includes(value)) return value
  above.push(value)
  const copy = isList ? Array.from(value as readonly unknown[], inner => copyOfInner(inner, above)) : copyInside({ ...value }, above)
  above.pop()
  return copy
}

/** Spreading has asked each property once; what is an object is replaced by its copy. */
function copyInside(copy: Record<string, unknown>, above: object[]): object {
  for (const name of Object.keys(copy)) {
    const inner = copy[name]
    if (typeof inner === 'object' && inner !== null) copy[name] = copyOf(inner, above)
  }
  return copy
}

function copyOfInner(inner: unknown, above: object[]): unknown {
  return typeof inner === 'object' && inner !== null ? copyOf(inner, above) : inner
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null
}
