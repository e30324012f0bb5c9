/** The dynamic sets that an asset's partitions are made of, by the name of the dimension. */
import { type DynamicSegments, isDynamicSegments, isProduct, type PartitionSet } from '@varve/partitions'

export interface DynamicDimension {
  readonly dimension: string
  readonly set: DynamicSegments
}

export function dynamicDimensions(partitions: PartitionSet): readonly DynamicDimension[] {
  return partitions.dimensions.flatMap(({ name }) => {
    const set = isProduct(partitions) ? partitions.sets[name]! : partitions
    return isDynamicSegments(set) ? [{ dimension: name, set }] : []
  })
}
