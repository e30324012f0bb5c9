/** What a row schema asks of its columns, as JSON: equal for equal rules, different where any check differs. */
import type { z } from 'zod'
import type { Json } from '../foundation/json.ts'

/**
 * JSON Schema cannot replace this: it has no dates, bigints or refinements. Messages and descriptions are left out, since they
 * judge nothing. A refinement counts by its text; what it reaches beyond that is in the code of the contract.
 */
export function rowIdentity(row: z.ZodObject): Json {
  return identityOf(row, [])
}

/** Whether the row's rules call functions of the user: refinements and checks, whose code decides what they admit. */
export function callsUserCode(identity: Json): boolean {
  if (typeof identity !== 'object' || identity === null) return false
  if (Array.isArray(identity)) return identity.some(callsUserCode)
  if ('check' in identity && identity.check === 'custom') return true
  // zod's own checks say in a function `when` they apply.
  return Object.entries(identity).some(([key, value]) => key === 'function' || (key !== 'when' && callsUserCode(value ?? null)))
}

function identityOf(value: unknown, above: readonly object[]): Json {
  switch (typeof value) {
    case 'string':
      return value
    case 'boolean':
      return value
    case 'undefined':
      return null
    case 'number':
    case 'bigint':
    case 'symbol':
      return { [typeof value]: Object.is(value, -0) ? '-0' : String(value) }
    case 'function':
      return { function: value.toString() }
    default:
      return value === null ? null : objectIdentity(value as object, above)
  }
}

function objectIdentity(value: object, above: readonly object[]): Json {
  // A schema that contains itself is named by how far up it is.
  if (above.includes(value)) return { above: above.length - above.indexOf(value) }
  const path = [...above, value]
  if (value instanceof Date) return { date: value.getTime() }
  if (value instanceof RegExp) return { pattern: String(value) }
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (inner: unknown) => identityOf(inner, path))
  if ('_zod' in value) return identityOf((value as z.core.$ZodType)._zod.def, path)
  const def = value as Readonly<Record<string, unknown>>
  if (def.type === 'lazy' && typeof def.getter === 'function') return { lazy: identityOf(def.getter(), path) }
  const keys = Object.keys(def).filter(key => key !== 'error' && def[key] !== undefined)
  return Object.fromEntries(keys.map(key => [key, identityOf(def[key], path)]))
}
