/** What stands in an error where a name is not known. */
import { expect, test } from 'vitest'
import { suggest } from '../../../packages/core/src/foundation/suggest.ts'

const many = Array.from({ length: 13 }, (_, index) => `asset${index}x`)

test.each([
  [['orders', 'total'], 'varve status', { nearest: 'orders', fix: "did you mean 'orders'?" }],
  [[], undefined, { nearest: null, fix: 'remove it: there is none that could be meant' }],
  [['total', 'x'], 'varve status', { nearest: null, fix: 'take one of total, x' }],
  [many, 'varve status', { nearest: null, fix: 'take one that varve status lists' }],
  [many, undefined, { nearest: null, fix: `take one of ${many.slice(0, 12).join(', ')}, ...` }],
])('the nearest of %j, else all of a few, else what lists them', (known, lister, suggestion) => {
  expect(suggest('ordrs', known, lister)).toEqual(suggestion)
})
