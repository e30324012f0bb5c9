/** What decides the answers of a mapping, as text: two mappings of one identity answer alike between any two sets. */
import type { Mapping } from './mapping.ts'

/**
 * The kind of a mapping with all its parameters. A mapping among them counts by its own identity, and one without identity leaves the whole
 * without.
 */
export function identityOf(kind: string, ...parameters: readonly Parameter[]): string | null {
  const parts = parameters.map(parameter => (isMapping(parameter) ? (parameter.identity ?? null) : parameter))
  return parts.includes(null) ? null : JSON.stringify([kind, ...parts])
}

type Parameter = string | number | Pick<Mapping, 'identity'>

/** One that plain JavaScript wrote as an object of its own has none either. */
function isMapping(parameter: Parameter): parameter is Pick<Mapping, 'identity'> {
  return typeof parameter === 'object'
}
