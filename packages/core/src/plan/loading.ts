/** Loads what is to be judged: one question for several assets, and only for what is not loaded yet. */
import type { PartitionSubset } from '@varve/partitions'
import type { Judged, JudgedRequest } from '../ledger/judged.ts'
import type { Loaded } from './loaded.ts'
import type { PlanNode } from './node.ts'

export interface Loading extends Loaded {
  /** Several pieces of one asset may be loaded one after the other. */
  require(wanted: readonly Wanting[]): Promise<void>
  /** Nothing of the asset is loaded any more. */
  forget(asset: string): void
}

/** Of which partitions of an asset the current rows are wanted, and of which everything else that may decide. */
export interface Wanting {
  readonly node: PlanNode
  readonly current: PartitionSubset
  readonly others: PartitionSubset
}

/** @param ask a snapshot's `judged`: every answer is of one state. */
export function loading(_ask: (request: JudgedRequest) => Promise<Judged>, _environment: string): Loading {
  throw new Error('not built yet')
}
