/** Ranges of windows cut where dates are left out between them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unbrokenPieces } from '../../../../packages/partitions/src/time/window/unbroken-pieces.ts'

test('cuts exactly where places are skipped, however long the pieces are', () => {
  const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3000 })), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(lengths, fc.nat({ max: 500 }), fc.nat({ max: 500 }), (drawn, skippedFirst, cutLast) => {
      const places = drawn.flatMap((length, piece) => Array.from({ length }, () => piece)).map((piece, index) => index + piece)
      const from = Math.min(skippedFirst, places.length - 1)
      const to = Math.max(from, places.length - cutLast)
      const cuts = places.flatMap((place, index) => (index > from && index < to && place !== places[index - 1]! + 1 ? [index] : []))
      const bounds = to === from ? [] : [from, ...cuts, to]
      expect(unbrokenPieces([from, to], index => places[index]!)).toEqual(bounds.slice(1).map((bound, index) => [bounds[index], bound]))
    }),
  )
})

test('looks at few places of a long piece', () => {
  let looked = 0
  const pieces = unbrokenPieces([0, 1_000_000], index => {
    looked += 1
    return index < 600_000 ? index : index + 7
  })
  expect(pieces).toEqual([
    [0, 600_000],
    [600_000, 1_000_000],
  ])
  expect(looked).toBeLessThan(100)
})
