/** Some of many ordinals: runs of neighbours, since overlaps are found among neighbours, spread evenly from the first to the last. */
import { nthOf } from '../../ordinal/ordinal-set.ts'
import { ordinalSetOf, type PartitionSubset } from '../../subset/subset.ts'

const neighboursMax = 8

/** All of `0 .. count - 1` where they are no more than `most`. */
export function sampled(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, ordinal) => ordinal)
  const length = Math.min(neighboursMax, most)
  const runs = Math.floor(most / length)
  const between = runs === 1 ? 0 : (count - length) / (runs - 1)
  return Array.from({ length: runs * length }, (_, step) => Math.floor(Math.floor(step / length) * between) + (step % length))
}

/** Ordinals of a subset. */
export function sampledFrom(subset: PartitionSubset, most: number): readonly number[] {
  const set = ordinalSetOf(subset)
  return sampled(subset.count, most).map(nth => nthOf(set, nth)!)
}
