/** Secrets taken out of text and errors of user code. */
import { inspect } from 'node:util'
import { isVarveError, VarveError } from '@varve/core'
import { expect, test } from 'vitest'
import { maskedError } from '../../../packages/core/src/secret/masked-error.ts'
import { masker } from '../../../packages/core/src/secret/masker.ts'
import { textsOf } from '../../../packages/core/src/secret/texts-of.ts'

const secret = 'p@ss "wörd"/+7\\x'
const mask = masker([secret, 'abc', ''])

test('a secret is found as it is, and in the encodings of JSON, URLs, base64 and hex', () => {
  const bytes = Buffer.from(secret)
  const basic = [0, 1, 2, 3].map(length => Buffer.from(`${'u'.repeat(length)}:${secret}:end`).toString('base64'))
  const forms = [
    secret,
    JSON.stringify(secret),
    encodeURIComponent(secret),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
  for (const form of [...forms, ...basic, new URLSearchParams({ a: secret }).toString().slice(2)]) {
    expect(mask(`before ${form} after`), form).toMatch(/^before .*•••.* after$/)
    expect(Buffer.from(mask(form), 'base64').toString()).not.toContain(secret)
  }
})

test('a text without it stays as it is, and so do words that a short secret is part of', () => {
  expect(mask('abc is the beginning of abcdef')).toBe('abc is the beginning of abcdef')
})

test('a secret that begins with another leaves no rest of itself', () => {
  expect(masker(['hunter', 'hunter2-long'])('hunter2-long hunter')).toBe('••• •••')
})

test('a line of a secret of several lines is found', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n'
  expect(masker([key])('bad line: hkiG9w0BAQEFAASC')).toBe('bad line: •••')
})

const urls: readonly (readonly [given: string, shown: string])[] = [
  ['postgres://ann:pw@db:5432/x', 'postgres://•••@db:5432/x'],
  ['see "mongodb+srv://ann:p%40w@db.example/x?y=1".', 'see "mongodb+srv://•••@db.example/x?y=1".'],
  ['https://ghp_abcdef@example.org/a.git', 'https://•••@example.org/a.git'],
  ['redis://:pw@cache:6379', 'redis://•••@cache:6379'],
  ['gs://bucket/a@b/c', 'gs://bucket/a@b/c'],
  ['http://host:8080/users/ann@example.org', 'http://host:8080/users/ann@example.org'],
  ['postgres://ann@db/x', 'postgres://ann@db/x'],
  ['https://a.example/x?user=ann&api_key=12&sig=ab%2F', 'https://a.example/x?user=ann&api_key=•••&sig=•••'],
  ['https://a.example/x?X-Amz-Signature=ab&tokens=5', 'https://a.example/x?X-Amz-Signature=•••&tokens=5'],
]

test.each(urls)('of %s no credentials are shown', (given, shown) => {
  expect(masker([])(given)).toBe(shown)
})

test('an error that holds a secret in its details or its cause is one of the same code without it', () => {
  const cause = Object.assign(new TypeError(`no ${secret}`), { config: { headers: { authorization: secret } } })
  const error = new VarveError('USER_CODE_FAILED', {
    what: `it threw: ${cause.message}`,
    details: { urls: [`x?key=${secret}`], n: 1 },
    cause,
  })
  const safe = maskedError(error, mask) as VarveError & { readonly cause: Error }
  expect([isVarveError(safe), safe.code, safe.what, safe.details]).toEqual([
    true,
    'USER_CODE_FAILED',
    'it threw: no •••',
    { urls: ['x?key=•••'], n: 1 },
  ])
  expect([safe.cause.name, safe.cause.message, safe.cause.stack?.split('\n')[0], Object.keys(safe.cause)]).toEqual([
    'TypeError',
    'no •••',
    'TypeError: no •••',
    ['name'],
  ])
  expect(JSON.stringify([safe.message, safe.stack])).not.toContain('wörd')
})

test('a cause that throws when it is looked at hides no secret in what is said of it', () => {
  const cause = Object.defineProperty(new Error(`no ${secret}`), inspect.custom, {
    value: () => {
      throw new Error('not to be looked at')
    },
  })
  const error = new VarveError('USER_CODE_FAILED', { what: `it threw: no ${secret}`, cause })
  const safe = maskedError(error, mask) as VarveError & { readonly cause: Error }
  expect([safe.what, safe.cause.message]).toEqual(['it threw: no •••', 'no •••'])
})

test('an error without one is itself', () => {
  const error = new VarveError('BAD_KEY', { what: 'a key', cause: new Error('plain') })
  expect(maskedError(error, mask)).toBe(error)
})

test('the texts of a value that holds itself, or throws where it is read, are those that can be read', () => {
  const value: Record<string, unknown> = { a: 'one', n: 12 }
  Object.assign(value, { self: value })
  Object.defineProperty(value, 'gone', {
    enumerable: true,
    get: () => {
      throw new Error('gone')
    },
  })
  expect(textsOf(value)).toEqual(['one', '12'])
})
