/** The set with one partition. */
import { unpartitioned } from '@varve/partitions'
import { expect, test } from 'vitest'

test('an unpartitioned asset has one partition at every instant, with the empty key', () => {
  const one = unpartitioned.asOf(0)
  expect([one.count, one.ordinalOf(''), one.ordinalOf('x')]).toEqual([1, 0, undefined])
  expect(one.at(0)).toEqual({ key: '', ordinal: 0, parts: [], value: undefined })
  expect(() => one.at(1)).toThrow(RangeError)
})
