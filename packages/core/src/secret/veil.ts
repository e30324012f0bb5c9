/** Hides what is named like a secret, and credentials in URLs, in a config that is shown, and says what was not marked. */
import type { z } from 'zod'
import type { Json, JsonObject } from '../foundation/json.ts'
import { type Mask, masked, masker, maskUrls } from './masker.ts'
import { namedFields, placeOf } from './named-fields.ts'
import { namedLikeSecret } from './named-like-secret.ts'
import type { Path, SecretField } from './secret-fields.ts'
import { textsOf } from './texts-of.ts'

export interface Veiled {
  readonly shown: JsonObject
  /** Places that should be marked: those of the schema, with or without a value, and those that only the value has. */
  readonly unmarked: readonly string[]
  /** What was hidden and is not marked. */
  readonly texts: readonly string[]
}

/** @param config with the marked fields replaced already. */
export function veiled(schema: z.ZodObject, config: JsonObject, fields: readonly SecretField[], secrets: readonly string[]): Veiled {
  const named = namedFields(schema)
  const veil: Veil = {
    marked: new Set(fields.map(({ path }) => JSON.stringify(path))),
    harmless: new Set([...named].filter(([, mayHold]) => !mayHold).map(([place]) => place)),
    mask: masker(secrets),
    places: new Set([...named].filter(([, mayHold]) => mayHold).map(([place]) => place)),
    texts: [],
  }
  const shown = hide(config, [], false, veil) as JsonObject
  return { shown, unmarked: [...veil.places].sort(), texts: veil.texts }
}

interface Veil {
  readonly marked: ReadonlySet<string>
  /** Named like a secret, and by the schema none. */
  readonly harmless: ReadonlySet<string>
  /** Finds a marked secret that also came into another field. */
  readonly mask: Mask
  readonly places: Set<string>
  readonly texts: string[]
}

/** @param underName inside a field that is named like a secret. */
function hide(part: Json | undefined, path: Path, underName: boolean, veil: Veil): Json | undefined {
  if (veil.marked.has(JSON.stringify(path))) return part
  const name = path.at(-1)
  const isNamed = typeof name === 'string' && namedLikeSecret(name)
  const isHidden = isNamed ? !veil.harmless.has(placeOf(path)) : underName
  if (typeof part === 'object' && part !== null) {
    if (Array.isArray(part)) return part.map((inner, index) => hide(inner, [...path, index], isHidden, veil) ?? null)
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, hide(inner, [...path, key], isHidden, veil)]))
  }
  if (typeof part !== 'string' && typeof part !== 'number') return part
  if (isHidden && part !== '') return hidden(part, path, masked, veil)
  if (typeof part === 'number') return part
  return maskUrls(part) === part ? veil.mask(part) : hidden(part, path, veil.mask(maskUrls(part)), veil)
}

function hidden(part: string | number, path: Path, instead: string, veil: Veil): string {
  veil.places.add(placeOf(path))
  // Of a URL that is shown but for its credentials, these alone are looked for in messages.
  veil.texts.push(...textsOf(part).slice(instead === masked ? 0 : 1))
  return instead
}
