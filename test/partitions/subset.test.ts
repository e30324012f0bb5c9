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
  nothing,
  ordinals,
  type PartitionSubset,
  subsetOf,
  subsetOfRanges,
  union,
} from '@varve/partitions'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { raised } from './raised.ts'

const days = daily({ start: '2001-01-01', end: '2001-03-01' })
const of = days.asOf(Date.UTC(2002, 0, 1))
const numbers = fc.array(fc.integer({ min: 0, max: of.count - 1 }))
const subsets = numbers.map(list => subsetOf(of, list))

const listOf = (subset: PartitionSubset) => [...ordinals(subset)]

test('a subset agrees with the set of its numbers', () => {
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const [a, b] = [new Set(one), new Set(other)]
      const [x, y] = [subsetOf(of, one), subsetOf(of, other)]
      const sorted = (values: Iterable<number>) => [...values].sort((first, second) => first - second)
      expect(listOf(x)).toEqual(sorted(a))
      expect(x.count).toBe(a.size)
      expect(listOf(union(x, y))).toEqual(sorted(new Set([...a, ...b])))
      expect(listOf(intersection(x, y))).toEqual(sorted([...a].filter(each => b.has(each))))
      expect(listOf(difference(x, y))).toEqual(sorted([...a].filter(each => !b.has(each))))
      for (let ordinal = -1; ordinal <= of.count; ordinal += 1) expect(contains(x, ordinal)).toBe(a.has(ordinal))
      expect(firstOf(x)?.ordinal).toBe(sorted(a)[0])
      expect(lastOf(x)?.ordinal).toBe(sorted(a).at(-1))
    }),
  )
})

test('subsets are a Boolean algebra', () => {
  fc.assert(
    fc.property(subsets, subsets, subsets, (a, b, c) => {
      const laws: [PartitionSubset, PartitionSubset][] = [
        [union(a, b), union(b, a)],
        [intersection(a, b), intersection(b, a)],
        [union(a, union(b, c)), union(union(a, b), c)],
        [intersection(a, intersection(b, c)), intersection(intersection(a, b), c)],
        [union(a, intersection(b, c)), intersection(union(a, b), union(a, c))],
        [intersection(a, union(b, c)), union(intersection(a, b), intersection(a, c))],
        [union(a, nothing(of)), a],
        [intersection(a, everything(of)), a],
        [union(a, complement(a)), everything(of)],
        [intersection(a, complement(a)), nothing(of)],
        [complement(complement(a)), a],
        [complement(union(a, b)), intersection(complement(a), complement(b))],
        [difference(a, b), intersection(a, complement(b))],
      ]
      for (const [left, right] of laws) {
        expect(equals(left, right)).toBe(true)
        expect({ count: left.count, ranges: left.ranges }).toEqual({ count: right.count, ranges: right.ranges })
      }
    }),
  )
})

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
  expect([firstOf(nothing(of)), lastOf(nothing(of))]).toEqual([undefined, undefined])
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
