/** The fields of a config schema that are named like a secret and not marked as one, whether or not they have a value. */
import type { z } from 'zod'
import { namedLikeSecret } from './named-like-secret.ts'
import { secretMark } from './secret.ts'
import { holdsSecret } from './secret-fields.ts'

/** By place, as {@link placeOf} writes it: whether its schema lets it hold a secret. The keys of a record are values, and not among them. */
export function namedFields(schema: z.core.$ZodType): ReadonlyMap<string, boolean> {
  return new Map(inside(schema as z.core.$ZodTypes, '', new Set()))
}

/** `servers.[].password`: the elements of a list are one place. */
export function placeOf(path: readonly (string | number)[]): string {
  return path.map(part => (typeof part === 'number' ? '[]' : part)).join('.')
}

type Named = readonly (readonly [place: string, mayHold: boolean])[]

function inside(schema: z.core.$ZodTypes, place: string, above: ReadonlySet<unknown>): Named {
  if (above.has(schema) || secretMark(schema)) return []
  const { def } = schema._zod
  const next = (inner: z.core.$ZodType, at = place) => inside(inner as z.core.$ZodTypes, at, new Set([...above, schema]))
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([key, field]) => {
        const at = place === '' ? key : `${place}.${key}`
        return [...(namedLikeSecret(key) ? [[at, mayHoldOpenly(field)] as const] : []), ...next(field, at)]
      })
    case 'array':
      return next(def.element, place === '' ? '[]' : `${place}.[]`)
    case 'union':
      return def.options.flatMap(option => next(option))
    case 'intersection':
      return [...next(def.left), ...next(def.right)]
    case 'pipe':
      return next(def.out)
    case 'lazy':
      return next(def.getter())
    default:
      return 'innerType' in def ? next(def.innerType) : []
  }
}

function mayHoldOpenly(field: z.core.$ZodType): boolean {
  return !holdsSecret(field) && !kinds(field).every(kind => noSecrets.has(kind))
}

/** A choice among what the code names is no secret, nor is a switch. */
const noSecrets = new Set(['boolean', 'enum', 'literal', 'null', 'undefined', 'never'])

/** Through what wraps it; a union has those of its options. */
function kinds(schema: z.core.$ZodType): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if ('innerType' in def) return kinds(def.innerType)
  return def.type === 'union' ? def.options.flatMap(kinds) : [def.type]
}
