/** Quarantine bytes: each bad row with its rules, the same bytes for the same refusal, whatever the rows hold. */
import { expect, test } from 'vitest'
import { quarantineBytes } from '../../../packages/core/src/contract/quarantine.ts'

const refused = (row: unknown) => ({
  asset: 'orders',
  partition: '2001-01-01',
  version: 'v1',
  broken: [{ rule: 'row.custom', column: 'id', count: 1, message: 'row 4: no' }],
  bad: [{ index: 4, row, violations: [{ rule: 'row.custom', column: 'id', message: 'no' }] }],
})
const rowKept = (row: unknown): unknown => {
  const document = JSON.parse(new TextDecoder().decode(quarantineBytes(refused(row)))) as {
    readonly rows: readonly { readonly row: unknown }[]
  }
  return document.rows[0]?.row
}

test('the document names asset, partition, version, rules and each row', () => {
  expect(new TextDecoder().decode(quarantineBytes(refused({ id: 'a', at: new Date(0) })))).toBe(
    `${[
      '{"asset":"orders","partition":"2001-01-01",',
      '"rows":[{"index":4,"row":{"at":"1970-01-01T00:00:00.000Z","id":"a"},"violations":[{"column":"id","message":"no","rule":"row.custom"}]}],',
      '"rules":[{"column":"id","count":1,"message":"row 4: no","rule":"row.custom"}],"version":"v1"}',
    ].join('')}\n`,
  )
})

test('the order of properties does not count', () => {
  expect(quarantineBytes(refused({ b: 1, a: 2 }))).toEqual(quarantineBytes(refused({ a: 2, b: 1 })))
})

const circle: Record<string, unknown> = { id: 1 }
circle.self = circle
class Point {
  readonly x = 1
}

test.each([
  ['bigint', 12n, '12'],
  ['NaN', Number.NaN, 'NaN'],
  ['infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
  ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
  ['undefined', undefined, null],
  ['an absent and an undefined property', { a: undefined, b: null }, { b: null }],
  ['a map', new Map([['a', 1n]]), [['a', '1']]],
  ['a set', new Set([1]), [1]],
  ['bytes', new Uint8Array([1, 2]), 'AQI='],
  ['a class instance', new Point(), { x: 1 }],
  ['a circle', circle, { id: 1, self: '[circular]' }],
  ['a lone surrogate', '\udead', '\ufffd'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
])('a row that JSON cannot hold is kept as text: %s', (_, row, kept) => {
  expect(rowKept(row)).toEqual(kept)
})

test('a property that throws does not lose the row', () => {
  const row = {
    id: 'a',
    get bad(): never {
      throw new Error('gone')
    },
  }
  expect(rowKept(row)).toEqual({ id: 'a', bad: '[threw]' })
})
