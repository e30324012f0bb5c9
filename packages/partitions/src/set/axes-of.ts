/** Any set as dimensions: a set that is not a product is its own only dimension. */
import type { PartitionSet, PartitionsAsOf } from '../partition-set.ts'
import { type Axis, hasAxes } from './product.ts'

/** The name of the only dimension of a set that is not a product; no dimension of a product can have it. */
export const itself = ''

export function axesOf(of: PartitionsAsOf): readonly Axis[] {
  return hasAxes(of) ? of.axes : [{ name: itself, of, stride: 1 }]
}

/** The caller has made sure that there is such a dimension. */
export function axisOf(of: PartitionsAsOf, name: string): Axis {
  return axesOf(of).find(axis => axis.name === name)!
}

/** The names of the dimensions, sorted. */
export function namesOf({ dimensions }: PartitionSet): readonly string[] {
  return dimensions.map(({ name }) => name)
}
