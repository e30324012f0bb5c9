/** Canonical JSON against the official RFC 8785 vectors, and what JSON does not have. */
import { readFileSync } from 'node:fs'
import { canonicalJson, isVarveError, sha256 } from '@varve/core'
import { describe, expect, test } from 'vitest'

const folder = new URL('../../vectors/canonical-json/', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, folder), 'utf8')

interface Vectors {
  readonly vectors: readonly { id: string; input_utf8: string; canonical_utf8: string; canonical_hex: string; canonical_sha256: string }[]
  readonly ordering: { readonly canonical_key_order_json_escaped: readonly string[] }
}
const { vectors, ordering } = JSON.parse(text('jcs-vectors.json')) as Vectors

test.each(['arrays', 'french', 'structures', 'unicode', 'values', 'weird'])('the official case %s, byte for byte', name => {
  const canonical = canonicalJson(JSON.parse(text(`testdata/input/${name}.json`)))
  expect(Buffer.from(canonical)).toEqual(readFileSync(new URL(`testdata/output/${name}.json`, folder)))
  expect(Buffer.from(canonical).toString('hex')).toBe(text(`testdata/outhex/${name}.txt`).replace(/\s+/g, ''))
})

test.each(vectors)('vector $id', ({ input_utf8, canonical_utf8, canonical_hex, canonical_sha256 }) => {
  const canonical = canonicalJson(JSON.parse(input_utf8))
  expect([canonical, Buffer.from(canonical).toString('hex'), sha256(canonical)]).toEqual([canonical_utf8, canonical_hex, canonical_sha256])
})

test('property names sort by UTF-16 code units', () => {
  const expected = ordering.canonical_key_order_json_escaped.map(key => JSON.parse(`"${key}"`) as string)
  const value = Object.fromEntries([...expected].reverse().map(key => [key, 0]))
  expect(canonicalJson(value)).toBe(`{${expected.map(key => `${JSON.stringify(key)}:0`).join(',')}}`)
})

test('ten thousand numbers are written as the specification writes them', () => {
  const lines = text('es6-numbers-10000.csv').trim().split('\n')
  const wrong = lines.filter(line => {
    const [hex, expected] = line.split(',') as [string, string]
    return canonicalJson(Buffer.from(hex.padStart(16, '0'), 'hex').readDoubleBE()) !== expected
  })
  expect([lines.length, wrong]).toEqual([10_000, []])
})

test('spelling does not count: property order, layout, 1.0, 1e2, escapes', () => {
  expect(canonicalJson(JSON.parse('{ "b": 1.0, "a": [1e2, "\\u0041"] }'))).toBe(canonicalJson({ a: [100, 'A'], b: 1 }))
})

test('what differs stays different: array order, null and absent, text and number, unnormalised Unicode', () => {
  const values = [{ a: [1, 2] }, { a: [2, 1] }, { a: null }, {}, { a: 1 }, { a: '1' }, { a: '\u00e5' }, { a: 'a\u030a' }]
  expect(new Set(values.map(canonicalJson)).size).toBe(values.length)
})

test('a property that is undefined is an absent one', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}')
})

class Money {
  readonly amount = 1
}
const circle: { inner?: unknown } = {}
circle.inner = circle

describe('what JSON cannot say is refused with its place', () => {
  test.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['minus infinity', Number.NEGATIVE_INFINITY],
    ['a lone surrogate', '\udead'],
    ['a key with a lone surrogate', { '\udead': 1 }],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a symbol key', { [Symbol('s')]: 1 }],
    ['undefined in an array', [undefined]],
    ['a hole in an array', new Array(1)],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a set', new Set()],
    ['a class instance', new Money()],
    ['a circle', circle],
  ])('%s', (_, value) => {
    const error = thrownBy(() => canonicalJson({ deep: [value] }))
    expect(isVarveError(error) && [error.code, error.where?.startsWith('$.deep[0]')]).toEqual(['NOT_CANONICAL', true])
  })

  test('undefined by itself', () => {
    expect(thrownBy(() => canonicalJson(undefined))).toMatchObject({ code: 'NOT_CANONICAL' })
  })
})

function thrownBy(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}
