/** A config as it was recorded, without what is a secret today. */
import type { Json, JsonObject } from '../foundation/json.ts'
import { type Mask, masked } from './masker.ts'

/**
 * It was recorded by the marks of that time, and a field may have been marked since: its value is hidden by its place, also where it was
 * another one then, and wherever the text of a present secret turns up.
 *
 * @param shown the config of the asset as it may be shown today; undefined where the catalog has no such asset any more.
 */
export function recordedConfig(recorded: JsonObject, shown: JsonObject | undefined, mask: Mask): JsonObject {
  return hidden(recorded, shown, mask) as JsonObject
}

function hidden(recorded: Json, shown: Json | undefined, mask: Mask): Json {
  if (recorded === null) return null
  if (shown === masked) return masked
  if (typeof recorded === 'string') return mask(recorded)
  if (typeof recorded === 'number') return mask(String(recorded)) === masked ? masked : recorded
  if (typeof recorded !== 'object') return recorded
  if (isList(recorded)) return recorded.map((part, index) => hidden(part, isList(shown) ? shown[index] : undefined, mask))
  const now = typeof shown === 'object' && shown !== null && !isList(shown) ? (shown as JsonObject) : {}
  return Object.fromEntries(Object.entries(recorded).map(([key, part]) => [key, hidden(part as Json, ownOf(now, key), mask)]))
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function ownOf(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined
}
