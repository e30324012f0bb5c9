/** Any set as dimensions: one that is no product is its own only dimension. */
import type { PartitionSet, PartitionsAsOf } from '../partition-set.ts'
import { type Axis, dimensionOf, hasAxes, isProduct } from '../product.ts'

/** The name of the only dimension of a set that is no product; no dimension of a product can have it. */
export const itself = ''

export function axesOf(of: PartitionsAsOf): readonly Axis[] {
  return hasAxes(of) ? of.axes : [{ name: itself, of, stride: 1 }]
}

/** The caller has made sure that there is such a dimension. */
export function axisOf(of: PartitionsAsOf, name: string): Axis {
  return axesOf(of).find(axis => axis.name === name)!
}

/** The set of a dimension of the side that reads, or why it has none, as a sentence. */
export function readingSet(set: PartitionSet, name: string): PartitionSet | string {
  if (name === itself) return set
  if (!isProduct(set)) return `the reading side is partitioned by ${set.kind}, and only a product has dimensions to choose from`
  return dimensionOf(set, name) ?? `the product has no dimension ${name}; it has ${namesOf(set).join(', ')}`
}

/** Why the upstream cannot be read by these dimensions, as a sentence; undefined where it has all of them. */
export function refusalOfUnknown(names: readonly string[], upstream: PartitionSet): string | undefined {
  const own = namesOf(upstream)
  const unknown = names.find(name => !own.includes(name))
  return unknown === undefined ? undefined : `the upstream has no dimension ${unknown}; it has ${own.join(', ')}`
}

/** The names of the dimensions, sorted. */
export function namesOf({ dimensions }: PartitionSet): readonly string[] {
  return dimensions.map(({ name }) => name)
}
