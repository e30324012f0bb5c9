/** Segment sets: keys as declared, and the ones that are refused. */
import { segments } from '@varve/partitions'
import { expect, test } from 'vitest'
import { raised } from './raised.ts'

test('segments stand in the order given, at every instant', () => {
  const origins = segments(['ORD', 'ATL']).asOf(0)
  expect([origins.count, origins.ordinalOf('ATL'), origins.ordinalOf('ord')]).toEqual([2, 1, undefined])
  expect(origins.at(0)).toEqual({ key: 'ORD', ordinal: 0, parts: [{ dimension: 'segment', key: 'ORD' }], value: 'ORD' })
})

test.each([
  ['a,b', 'a%2Cb'],
  ['a=b', 'a%3Db'],
  ['100%', '100%25'],
  ['..', '%2E.'],
  ['a@b', 'a%40b'],
  ['a;b', 'a%3Bb'],
  ['latest', '%6Catest'],
  ['*', '%2A'],
  [' x ', '%20x%20'],
  ['a\nb', 'a%0Ab'],
  ['é', 'é'],
  ['a b|c/d', 'a b|c/d'],
])('the key of segment %j is the text %j, and is read back', (segment, key) => {
  const set = segments([segment, 'other']).asOf(0)
  expect(set.at(0)).toEqual({ key, ordinal: 0, parts: [{ dimension: 'segment', key: segment }], value: segment })
  expect(set.ordinalOf(key)).toBe(0)
})

test('a list that changes later does not change the set', () => {
  const keys = ['a', 'b']
  const set = segments(keys)
  keys.push('c')
  expect(set.asOf(0).count).toBe(2)
})

test.each([
  [[], 'segments() was given no keys'],
  [['a', ''], 'A segment key is empty'],
  [['a', 'b', 'a'], 'Segment key "a" is given twice'],
  [['ORD', 'ord'], 'Segment keys "ORD" and "ord" differ only in case'],
  [['\ud800'], 'Segment key "\\ud800" is not valid Unicode'],
  [[7 as never], 'A segment key is number, not text'],
  ['ORD' as never, 'segments() was given no keys'],
])('refused: %j', (keys: readonly string[], what) => {
  const { code, message } = raised(() => segments(keys))
  expect({ code, message }).toEqual({ code: 'BAD_PARTITION_DEFINITION', message: what })
})

test('ordinals outside the set are refused', () => {
  for (const ordinal of [-1, 1, 0.5]) expect(() => segments(['a']).asOf(0).at(ordinal)).toThrow(RangeError)
})
