/** Segment sets: keys as declared, and the ones that are refused. */
import { everything, firstOf, lastOf, segments } from '@varve/partitions'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { raised } from '../raised.ts'

test('segments keep the order given, at every instant', () => {
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

test('count, first, last, nth and membership agree with the list, for any texts', () => {
  const texts = fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), {
    minLength: 2,
    maxLength: 20,
    selector: text => text.toLowerCase(),
  })
  fc.assert(
    fc.property(texts, ([other, ...keys]) => {
      const of = segments(keys).asOf(0)
      const found = Array.from({ length: of.count }, (_, ordinal) => of.at(ordinal))
      expect(found.map(({ value }) => value)).toEqual(keys)
      expect(found.map(({ key }) => of.ordinalOf(key))).toEqual([...keys.keys()])
      expect(new Set(found.map(({ key }) => key)).size).toBe(keys.length)
      expect([firstOf(everything(of))?.value, lastOf(everything(of))?.value]).toEqual([keys[0], keys.at(-1)])
      expect(of.ordinalOf(segments([other!]).asOf(0).at(0).key)).toBeUndefined()
    }),
  )
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
  ['ORD' as never, 'segments() was given "ORD", not a list'],
])('refused: %j', (keys: readonly string[], what) => {
  const { code, what: message } = raised(() => segments(keys))
  expect({ code, message }).toEqual({ code: 'BAD_PARTITION_DEFINITION', message: what })
})

test('ordinals that are not in the set are refused', () => {
  for (const ordinal of [-1, 1, 0.5]) expect(() => segments(['a']).asOf(0).at(ordinal)).toThrow(RangeError)
})
