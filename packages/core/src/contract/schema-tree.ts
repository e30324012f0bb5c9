/** The parts of a zod schema, seen through zod's own definitions: the one place that knows their shape. */
import type { z } from 'zod'

export type Schema = z.core.$ZodTypes
export type SchemaDef = Schema['_zod']['def']

export function defOf(schema: z.core.$ZodType): SchemaDef {
  return (schema as Schema)._zod.def
}

/** The checks of a schema, its own format among them (`z.int()` is a format and a schema at once). */
export function checksOf(schema: z.core.$ZodType): readonly z.core.$ZodCheckDef[] {
  const def = schema._zod.def
  const own = 'check' in def ? [def as unknown as z.core.$ZodCheckDef] : []
  return [...own, ...(def.checks ?? []).map(check => check._zod.def)]
}

/** The schemas directly inside a schema; a lazy one is resolved, so a caller that descends remembers where it has been. */
export function partsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const def = defOf(schema)
  switch (def.type) {
    case 'object':
      return [...Object.values(def.shape), ...(def.catchall ? [def.catchall] : [])]
    case 'array':
      return [def.element]
    case 'tuple':
      return [...def.items, ...(def.rest ? [def.rest] : [])]
    case 'record':
    case 'map':
      return [def.keyType, def.valueType]
    case 'set':
      return [def.valueType]
    case 'union':
      return def.options
    case 'intersection':
      return [def.left, def.right]
    case 'optional':
    case 'nullable':
    case 'nonoptional':
    case 'readonly':
    case 'promise':
    case 'success':
    case 'default':
    case 'prefault':
    case 'catch':
      return [def.innerType]
    case 'pipe':
      return [def.in, def.out]
    case 'lazy':
      return [def.getter()]
    default:
      return []
  }
}
