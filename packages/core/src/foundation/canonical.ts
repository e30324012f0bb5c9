/** Canonical JSON (RFC 8785): equal values give equal text; whatever JSON cannot say is refused by name, so two configs never collide. */
import canonicalize from 'canonicalize'
import { VarveError } from './errors.ts'

/**
 * The RFC 8785 text of a JSON value. A property that is `undefined` is the same as an absent one.
 *
 * @throws NOT_CANONICAL for what JSON does not have, naming its place: NaN, infinities, lone surrogates, bigint, functions, symbols,
 * `undefined` in an array, and objects that are not plain (Date, Map, Set, class instances): write these as strings or arrays.
 */
export function canonicalJson(value: unknown): string {
  const flaw = whyNotCanonical(value)
  if (flaw) throw notCanonical(`$${flaw.place}`, flaw.why)
  const text = canonicalize(value)
  if (text === undefined) throw notCanonical('$', 'undefined is not a JSON value')
  return text
}

export interface CanonicalFlaw {
  /** Inside the value: `.stops[1]`; empty where it is the value itself. */
  readonly place: string
  readonly why: string
}

/** What {@link canonicalJson} would raise; undefined where there is a text. Without a flaw no place is written down: this is asked for each cell. */
export function whyNotCanonical(value: unknown): CanonicalFlaw | undefined {
  return flawOf(value, [])
}

function flawOf(value: unknown, above: object[]): CanonicalFlaw | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? undefined : { place: '', why: 'the text holds a lone surrogate' }
    case 'number':
      return Number.isFinite(value) ? undefined : { place: '', why: `${value} is not a JSON number` }
    case 'boolean':
      return undefined
    case 'object':
      return value === null ? undefined : flawInside(value, above)
    default:
      return { place: '', why: `a ${typeof value} is not a JSON value` }
  }
}

function flawInside(value: object, above: object[]): CanonicalFlaw | undefined {
  if (above.includes(value)) return { place: '', why: 'the value contains itself' }
  above.push(value)
  const flaw = Array.isArray(value) ? flawInList(value, above) : flawInObject(value, above)
  above.pop()
  return flaw
}

function flawInList(list: readonly unknown[], above: object[]): CanonicalFlaw | undefined {
  for (let index = 0; index < list.length; index += 1) {
    const flaw = flawOf(list[index], above)
    if (flaw) return { place: `[${index}]${flaw.place}`, why: flaw.why }
  }
  return undefined
}

function flawInObject(value: object, above: object[]): CanonicalFlaw | undefined {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    return { place: '', why: `a ${value.constructor.name} is not a plain object` }
  if (Object.getOwnPropertySymbols(value).length > 0) return { place: '', why: 'a symbol key is not a JSON key' }
  for (const key of Object.keys(value)) {
    if (!key.isWellFormed()) return { place: '', why: 'a key holds a lone surrogate' }
    const inner = (value as Readonly<Record<string, unknown>>)[key]
    const flaw = inner === undefined ? undefined : flawOf(inner, above)
    if (flaw) return { place: `.${key}${flaw.place}`, why: flaw.why }
  }
  return undefined
}

function notCanonical(path: string, why: string): VarveError {
  return new VarveError('NOT_CANONICAL', {
    what: 'a value has no canonical JSON form',
    where: path,
    why,
    fix: 'use plain JSON values: write dates as ISO strings, big integers as text, sets and maps as arrays',
    details: { path },
  })
}
