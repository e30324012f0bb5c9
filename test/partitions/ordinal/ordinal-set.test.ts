/** Sets of ordinals have the form that fits their content, and all operations work across forms. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  areEqual,
  differenceOf,
  intersectionOf,
  isRanges,
  nthOf,
  type OrdinalSet,
  ordinalsOf,
  rangesOf,
  setOfOrdinals,
  setOfRanges,
  unionOf,
} from '../../../packages/partitions/src/ordinal/ordinal-set.ts'
import { mixtures, numbersIn } from '../mixtures.ts'

const comb = (length: number, step: number, from = 0) => Array.from({ length }, (_, index) => from + index * step)
const formOf = (set: OrdinalSet) => (isRanges(set) ? 'ranges' : 'bitmap')

test('a set is a bitmap where its gaps are many for its length', () => {
  const forms = {
    nothing: formOf(setOfOrdinals([])),
    aMillionInOneRange: formOf(setOfRanges([[0, 1_000_000]])),
    sixteenRanges: formOf(setOfOrdinals(comb(16, 2))),
    seventeenRanges: formOf(setOfOrdinals(comb(17, 2))),
    everySecondOfAMillion: formOf(setOfOrdinals(comb(500_000, 2))),
    everyThousandthOfAMillion: formOf(setOfOrdinals(comb(1000, 1000))),
    manyOrdinalsInOneRange: formOf(setOfOrdinals(comb(1000, 1))),
  }
  expect(forms).toEqual({
    nothing: 'ranges',
    aMillionInOneRange: 'ranges',
    sixteenRanges: 'ranges',
    seventeenRanges: 'bitmap',
    everySecondOfAMillion: 'bitmap',
    everyThousandthOfAMillion: 'ranges',
    manyOrdinalsInOneRange: 'ranges',
  })
})

test('the result of an operation has the form that fits its content', () => {
  const [even, odd] = [setOfOrdinals(comb(100, 2)), setOfOrdinals(comb(100, 2, 1))]
  const [few, rest] = [setOfOrdinals(comb(10, 4)), setOfOrdinals(comb(10, 4, 2))]
  const forms = [unionOf(even, odd), intersectionOf(even, odd), differenceOf(even, odd), unionOf(few, rest), differenceOf(even, few)].map(
    formOf,
  )
  expect(forms).toEqual(['ranges', 'ranges', 'bitmap', 'bitmap', 'bitmap'])
})

test('sets are equal whatever they were made by', () => {
  fc.assert(
    fc.property(mixtures(300), ranges => {
      const numbers = [...numbersIn(ranges)]
      const [one, other] = [setOfRanges(ranges), setOfOrdinals(numbers.reverse())]
      expect([areEqual(one, other), formOf(one), rangesOf(one)]).toEqual([true, formOf(other), rangesOf(other)])
      const more = unionOf(one, [[300, 301]])
      expect([areEqual(one, more), areEqual(differenceOf(more, [[300, 400]]), one)]).toEqual([false, true])
    }),
  )
})

test.each([40_000, 2 ** 31, 2 ** 32, 2 ** 45])('ordinals near %d join those of a bitmap that ends long before', far => {
  const scattered = comb(40, 2)
  const bitmap = setOfOrdinals(scattered)
  const ranges = setOfRanges([
    [10, 20],
    [far, far + 3],
  ])
  const distant = [far, far + 1, far + 2]
  const joined = unionOf(bitmap, ranges)
  const both = [...new Set([...scattered, ...comb(10, 1, 10)])].sort((one, other) => one - other)
  expect([...ordinalsOf(joined)]).toEqual([...both, ...distant])
  expect(distant.map((_, index) => nthOf(joined, both.length + index))).toEqual(distant)
  expect([...ordinalsOf(intersectionOf(bitmap, ranges))]).toEqual([10, 12, 14, 16, 18])
  expect([...ordinalsOf(differenceOf(ranges, bitmap))]).toEqual([11, 13, 15, 17, 19, ...distant])
  expect(rangesOf(differenceOf([[0, far]], bitmap)).at(-1)).toEqual([79, far])
  expect(areEqual(differenceOf(joined, [[far, far + 3]]), unionOf(bitmap, [[10, 20]]))).toBe(true)
})
