/** The JSON format: the shared suite, its exact text, and values that are not rows. */
import type { TableSchema } from '@varve/core'
import { json } from '@varve/io-managers'
import { expect, test } from 'vitest'
import { formatContract } from '../contracts/format.ts'
import { decodeWith, encodeWith } from '../support/through-format.ts'

formatContract('json', json)

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bytes = (content: string) => new TextEncoder().encode(content)

test('rows with a contract: its columns in its order, one row per line', async () => {
  const schema: TableSchema = [
    { name: 'when', type: 'timestamp', nullable: false },
    { name: 'count', type: 'bigint', nullable: false },
    { name: 'about', type: 'json', nullable: true },
  ]
  const encoded = await encodeWith(
    json(),
    [
      { count: 5n, when: new Date(0), about: { b: 1, a: 2 } },
      { count: 6n, when: new Date(1) },
    ],
    schema,
  )

  expect(text(encoded.bytes)).toBe(`[
{"when":"1970-01-01T00:00:00.000Z","count":"5","about":{"a":2,"b":1}},
{"when":"1970-01-01T00:00:00.001Z","count":"6","about":null}
]
`)
})

test.each([
  ['rows', [{ b: 1, a: 2, gone: undefined }, {}], '[\n{"a":2,"b":1},\n{}\n]\n', 2],
  ['no rows', [], '[]\n', 0],
  ['an object', { b: [1, 2], a: 0 }, '{"a":0,"b":[1,2]}\n', null],
  ['a list of numbers', [3, 1, 2], '[3,1,2]\n', null],
  ['null', null, 'null\n', null],
  ['text', 'é', '"é"\n', null],
])('without a contract: %s', async (_, value, expected, rows) => {
  const encoded = await encodeWith(json(), value, undefined)

  expect({ text: text(encoded.bytes), rows: encoded.rows }).toEqual({ text: expected, rows })
  expect(await decodeWith(json(), encoded.bytes, undefined)).toEqual(value)
})

test.each([
  ['a date', [{ a: 1 }, { a: new Date(0) }], '$[1].a'],
  ['a bigint', { a: [1n] }, '$.a[0]'],
  ['NaN', [Number.NaN], '$[0]'],
  ['undefined in a list', { a: [undefined] }, '$.a[0]'],
  ['a function', { a: () => 1 }, '$.a'],
  ['undefined', undefined, '$'],
  ['a map', [new Map()], '$[0]'],
])('without a contract %s is refused, and its place named', async (_, value, where) => {
  await expect(encodeWith(json(), value, undefined)).rejects.toMatchObject({ code: 'FORMAT_CANNOT_HOLD', where })
})

test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d in a column is refused, with the way out', async value => {
  const schema: TableSchema = [{ name: 'a', type: 'double', nullable: true }]

  await expect(encodeWith(json(), [{ a: 1 }, { a: value }], schema)).rejects.toMatchObject({
    code: 'FORMAT_CANNOT_HOLD',
    where: '$[1].a',
    fix: expect.stringContaining('parquet()'),
  })
})

test('text that is no instant with a zone, or no integer, is left to the contract', async () => {
  const schema: TableSchema = [
    { name: 'when', type: 'timestamp', nullable: false },
    { name: 'count', type: 'bigint', nullable: false },
  ]
  const decoded = await decodeWith(
    json(),
    bytes('\uFEFF[{"when":"2001-01-01 10:00","count":"1.5"},{"when":"2001-01-01T10:00:00+02:00","count":"12"}]'),
    schema,
  )

  expect(decoded).toEqual([
    { when: '2001-01-01 10:00', count: '1.5' },
    { when: new Date('2001-01-01T08:00:00Z'), count: 12n },
  ])
})
