/** Wide inputs: what all readers of one upstream subset have in common is found out once. */
import type { PartitionSubset } from '@varve/partitions'
import type { AvailableAt } from './available.ts'
import type { PlanGraph } from './node.ts'
import type { Reads } from './reads.ts'

/** Remembers what it finds, as long as what is available of these partitions stays the same. */
export interface WideReads {
  of(asset: string, partitions: PartitionSubset): Reads
  /** Something else is available of the asset from now on. */
  forget(asset: string): void
}

export function wideReads(_graph: PlanGraph, _available: AvailableAt): WideReads {
  throw new Error('not built yet')
}
