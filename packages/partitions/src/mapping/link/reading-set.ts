/** The set of a dimension of the reading side, or why a side does not have it. */
import type { PartitionSet } from '../../partition-set.ts'
import { itself, namesOf } from '../../set/axes-of.ts'
import { dimensionOf, isProduct } from '../../set/product.ts'

/** The set of a dimension of the reading side, or why there is none, as a sentence. */
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
