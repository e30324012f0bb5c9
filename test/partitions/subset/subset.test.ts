/** Subsets are sets: the laws of Boolean algebra, and agreement with sets of numbers. */
import {
  complement,
  contains,
  daily,
  difference,
  equals,
  everything,
  firstOf,
  intersection,
  lastOf,
  minutes,
  nothing,
  nthOf,
  ordinals,
  type PartitionSubset,
  subsetOf,
  subsetOfRanges,
  union,
} from '@varve/partitions'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mixtures, numbersIn } from '../mixtures.ts'
import { raised } from '../raised.ts'

const days = daily({ start: '2001-01-01', end: '2001-03-01' })
const of = days.asOf(Date.UTC(2002, 0, 1))
const quarters = minutes({ every: 15, start: '2001-01-01', end: '2001-01-04' }).asOf(of.now)
const subsets = mixtures(quarters.count).map(ranges => subsetOfRanges(quarters, ranges))

const listOf = (subset: PartitionSubset) => [...ordinals(subset)]
const sorted = (values: Iterable<number>) => [...values].sort((first, second) => first - second)

test('a subset agrees with the set of its numbers, whether scattered or in ranges', () => {
  fc.assert(
    fc.property(mixtures(quarters.count), mixtures(quarters.count), (one, other) => {
      const [a, b] = [numbersIn(one), numbersIn(other)]
      const [x, y] = [subsetOfRanges(quarters, one), subsetOf(quarters, b)]
      const all = Array.from({ length: quarters.count }, (_, ordinal) => ordinal)
      expect(listOf(x)).toEqual(sorted(a))
      expect(x.count).toBe(a.size)
      expect(listOf(union(x, y))).toEqual(sorted(new Set([...a, ...b])))
      expect(listOf(intersection(x, y))).toEqual(sorted([...a].filter(each => b.has(each))))
      expect(listOf(difference(x, y))).toEqual(sorted([...a].filter(each => !b.has(each))))
      expect(listOf(complement(x))).toEqual(all.filter(each => !a.has(each)))
      expect(equals(x, y)).toBe(a.size === b.size && [...a].every(each => b.has(each)))
      expect(all.filter(ordinal => contains(x, ordinal))).toEqual(listOf(x))
      expect(Array.from({ length: x.count + 1 }, (_, n) => nthOf(x, n)?.ordinal)).toEqual([...listOf(x), undefined])
      expect([firstOf(x)?.ordinal, lastOf(x)?.ordinal]).toEqual([listOf(x)[0], listOf(x).at(-1)])
    }),
  )
})

test('the ranges of a subset hold its ordinals, sorted and apart, whether scattered or in ranges', () => {
  fc.assert(
    fc.property(subsets, subset => {
      const bounds = subset.ranges.flat()
      expect(bounds).toEqual(sorted(new Set(bounds)))
      expect(sorted(numbersIn(subset.ranges))).toEqual(listOf(subset))
      expect(subset).toEqual({ of: quarters, count: subset.count, ranges: subset.ranges })
    }),
  )
})

test('subsets are a Boolean algebra', () => {
  fc.assert(
    fc.property(subsets, subsets, subsets, (a, b, c) => {
      const [none, all] = [nothing(quarters), everything(quarters)]
      const laws: [PartitionSubset, PartitionSubset][] = [
        [union(a, b), union(b, a)],
        [intersection(a, b), intersection(b, a)],
        [union(a, union(b, c)), union(union(a, b), c)],
        [intersection(a, intersection(b, c)), intersection(intersection(a, b), c)],
        [union(a, intersection(b, c)), intersection(union(a, b), union(a, c))],
        [intersection(a, union(b, c)), union(intersection(a, b), intersection(a, c))],
        [union(a, intersection(a, b)), a],
        [intersection(a, union(a, b)), a],
        [union(a, a), a],
        [intersection(a, a), a],
        [union(a, none), a],
        [intersection(a, none), none],
        [union(a, all), all],
        [intersection(a, all), a],
        [union(a, complement(a)), all],
        [intersection(a, complement(a)), none],
        [complement(complement(a)), a],
        [complement(union(a, b)), intersection(complement(a), complement(b))],
        [complement(intersection(a, b)), union(complement(a), complement(b))],
        [difference(a, b), intersection(a, complement(b))],
        [union(difference(a, b), intersection(a, b)), a],
      ]
      for (const [left, right] of laws) {
        expect(equals(left, right)).toBe(true)
        expect({ count: left.count, ranges: left.ranges }).toEqual({ count: right.count, ranges: right.ranges })
      }
    }),
  )
})

test('a copy of a subset is as good as the subset', () => {
  fc.assert(
    fc.property(subsets, subsets, (a, b) => {
      const copy = { ...a }
      expect([equals(copy, a), equals(union(copy, b), union(a, b)), listOf(copy)]).toEqual([true, true, listOf(a)])
    }),
  )
})

test.each([-1, 0.5, Number.NaN, 288, 2 ** 32])(
  'what is no ordinal of the set is in no subset, nor has one so many before it: %j',
  number => {
    const scattered = subsetOf(
      quarters,
      Array.from({ length: 100 }, (_, index) => index * 2),
    )
    for (const subset of [everything(quarters), scattered, nothing(quarters)]) {
      expect([contains(subset, number), nthOf(subset, number)]).toEqual([false, undefined])
    }
  },
)

test('ranges are sorted, apart and merged, however they were given', () => {
  expect(
    subsetOfRanges(of, [
      [20, 30],
      [0, 5],
      [5, 7],
      [6, 10],
      [15, 15],
    ]),
  ).toEqual({
    of,
    count: 20,
    ranges: [
      [0, 10],
      [20, 30],
    ],
  })
})

test('ends of a subset', () => {
  expect([firstOf(everything(of))?.key, lastOf(everything(of))?.key]).toEqual(['2001-01-01', '2001-02-28'])
  expect([firstOf(nothing(of)), lastOf(nothing(of)), nthOf(nothing(of), 0)]).toEqual([undefined, undefined, undefined])
})

test.each([[[-1]], [[59]], [[0.5]], [[Number.NaN]]])('ordinals that the set does not have are refused: %j', list => {
  expect(() => subsetOf(of, list)).toThrow(RangeError)
})

test('a range that ends before it begins is refused', () => {
  expect(() => subsetOfRanges(of, [[5, 4]])).toThrow(RangeError)
})

test('subsets of one definition at one instant combine, though asOf was called twice', () => {
  const again = days.asOf(of.now)
  expect(equals(union(subsetOf(of, [1]), subsetOf(again, [2])), subsetOf(of, [1, 2]))).toBe(true)
})

test('subsets of different sets, or of one set at different instants, do not combine', () => {
  const later = days.asOf(of.now + 1)
  const twin = daily({ start: '2001-01-01', end: '2001-03-01' }).asOf(of.now)
  for (const other of [later, twin]) {
    expect(raised(() => union(everything(of), everything(other))).code).toBe('INVARIANT_BROKEN')
    expect(raised(() => equals(nothing(of), nothing(other))).code).toBe('INVARIANT_BROKEN')
  }
})
