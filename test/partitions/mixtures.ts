/** Random ranges of ordinals: stretches, combs of single ones, and single ones, so that there are subsets of both forms. */
import fc from 'fast-check'

type Range = readonly [from: number, to: number]

/** Ranges inside `0 .. count - 1`, in no order and overlapping; a comb has too many gaps to be kept as ranges where `count` is above 40. */
export function mixtures(count: number): fc.Arbitrary<readonly Range[]> {
  const bound = fc.integer({ min: 0, max: count })
  const stretch = fc.tuple(bound, bound).map(([one, other]): Range => (one < other ? [one, other] : [other, one]))
  const comb = fc.tuple(stretch, fc.integer({ min: 2, max: 5 })).map(([[from, to], step]) => {
    return Array.from({ length: Math.ceil((to - from) / step) }, (_, index): Range => [from + index * step, from + index * step + 1])
  })
  const all: readonly Range[] = [[0, count]]
  const several = fc.tuple(fc.array(stretch, { maxLength: 4 }), fc.array(comb, { maxLength: 2 }))
  return fc.oneof(
    { weight: 8, arbitrary: several.map(([stretches, combs]) => [...stretches, ...combs.flat()]) },
    { weight: 1, arbitrary: fc.constantFrom<readonly Range[]>([], all) },
  )
}

export function numbersIn(ranges: readonly Range[]): ReadonlySet<number> {
  return new Set(ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index)))
}
