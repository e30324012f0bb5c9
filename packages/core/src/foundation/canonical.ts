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
  requireCanonical(value)
  const text = canonicalize(value)
  if (text === undefined) throw notCanonical('$', 'undefined is not a JSON value')
  return text
}

/** Only looks whether there is such a text. @throws NOT_CANONICAL as {@link canonicalJson} does */
export function requireCanonical(value: unknown): void {
  refuseWhatJsonCannotSay(value, '$', new Set())
}

function refuseWhatJsonCannotSay(value: unknown, path: string, above: Set<object>): void {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw notCanonical(path, 'the text holds a lone surrogate')
      return
    case 'number':
      if (!Number.isFinite(value)) throw notCanonical(path, `${value} is not a JSON number`)
      return
    case 'boolean':
      return
    case 'object':
      if (value !== null) refuseInside(value, path, above)
      return
    default:
      throw notCanonical(path, `a ${typeof value} is not a JSON value`)
  }
}

function refuseInside(value: object, path: string, above: Set<object>): void {
  if (above.has(value)) throw notCanonical(path, 'the value contains itself')
  above.add(value)
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) refuseWhatJsonCannotSay(value[index], `${path}[${index}]`, above)
  } else {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      throw notCanonical(path, `a ${value.constructor.name} is not a plain object`)
    if (Object.getOwnPropertySymbols(value).length > 0) throw notCanonical(path, 'a symbol key is not a JSON key')
    for (const [key, inner] of Object.entries(value)) {
      if (!key.isWellFormed()) throw notCanonical(path, 'a key holds a lone surrogate')
      if (inner !== undefined) refuseWhatJsonCannotSay(inner, `${path}.${key}`, above)
    }
  }
  above.delete(value)
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
