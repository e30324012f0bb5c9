/** Takes secrets out of text that user code wrote: an error's message, a line of a log. */
import { namedLikeSecret } from './named-like-secret.ts'

export const masked = '•••'

export type Mask = (text: string) => string

/**
 * A function that puts ••• for each of the values, also where it is URL-encoded, JSON-escaped, in base64 or in hex, and for credentials
 * in a URL. Best effort: a value that user code cut, or encoded otherwise, is not seen, and one of fewer than four characters is left alone,
 * since it is part of words that have nothing to do with it.
 */
export function masker(values: Iterable<string>): Mask {
  const forms = new Set([...new Set(values)].filter(value => value.length >= shortest).flatMap(formsOf))
  if (forms.size === 0) return maskUrls
  // The longest first, so that a value inside another leaves no rest of that one.
  const longestFirst = [...forms].sort((one, other) => other.length - one.length)
  // One by one: a pattern of all of them may be more than a regular expression can hold.
  return text => maskUrls(longestFirst.reduce((rest, form) => rest.replaceAll(form, masked), text))
}

/** `postgres://•••@host/db` for `postgres://user:password@host/db`, and `?token=•••` for a parameter that is named like a secret. */
export function maskUrls(text: string): string {
  if (!text.includes('://')) return text
  return text
    .replaceAll(credentials, `$1${masked}@`)
    .replaceAll(parameter, (whole, before: string, name: string) => (isSecretParameter(name) ? `${before}${name}=${masked}` : whole))
}

function isSecretParameter(name: string): boolean {
  return namedLikeSecret(name) || /^sig(?:nature)?$|-signature$/i.test(name)
}

const shortest = 4

/** A name alone is a secret where the web uses it as a token. */
const credentials = /\b((?:https?:\/\/)(?=[^\s/?#'"`]*@)|[a-z][a-z\d+.-]*:\/\/(?=[^\s/?#@:'"`]*:[^\s/?#'"`]*@))[^\s/?#'"`]*@/gi

const parameter = /([?&])([\w.-]+)=[^\s&#'"`]+/g

function formsOf(value: string): readonly string[] {
  if (value.length > longestEncoded) return [value, ...linesOf(value)]
  const bytes = Buffer.from(value)
  const url = encoded(value)
  const forms = [value, JSON.stringify(value).slice(1, -1), url, url.replaceAll('%20', '+'), lowerEscapes(url), ...linesOf(value)]
  if (bytes.length < shortestEncoded) return forms
  const base64 = [0, 1, 2].flatMap(offset => inBase64(bytes, offset))
  return [...forms, ...base64, bytes.toString('hex'), bytes.toString('hex').toUpperCase()]
}

/** A key of several lines is often printed one line at a time. */
function linesOf(value: string): readonly string[] {
  return value
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line.length >= shortestEncoded && line !== value)
}

/** A longer value is data rather than a secret, and is looked for only as it is: its encodings would fill memory. */
const longestEncoded = 65_536

/** In fewer bytes the middle that all encodings share is too short to be recognised. */
const shortestEncoded = 8

/** The digits that are the same whatever is before and behind: a password is often encoded together with its user. */
function inBase64(bytes: Buffer, offset: number): readonly string[] {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '')
  const end = Math.floor(((offset + bytes.length) * 8) / 6)
  const middle = whole.slice(Math.ceil((offset * 8) / 6), end)
  return [middle, middle.replaceAll('+', '-').replaceAll('/', '_')]
}

function encoded(value: string): string {
  return value.isWellFormed() ? encodeURIComponent(value) : value
}

function lowerEscapes(text: string): string {
  return text.replaceAll(/%[\dA-F]{2}/g, sign => sign.toLowerCase())
}
