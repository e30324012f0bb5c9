/** Ordinals collected in ascending order as ranges: a million that follow each other are one. */

import { nothing, type PartitionSubset, type PartitionsAsOf, subsetOfRanges } from '@varve/partitions'

export interface Collected {
  readonly ranges: readonly (readonly [from: number, to: number])[]
  /** As partitions of a set. */
  in(partitions: PartitionsAsOf): PartitionSubset
  /** @param ordinal above those before it. */
  add(ordinal: number): void
}

export function collected(): Collected {
  const ranges: [number, number][] = []
  return {
    ranges,
    in: partitions => (ranges.length === 0 ? nothing(partitions) : subsetOfRanges(partitions, ranges)),
    add: ordinal => {
      const last = ranges[ranges.length - 1]
      if (last?.[1] === ordinal) last[1] = ordinal + 1
      else ranges.push([ordinal, ordinal + 1])
    },
  }
}
