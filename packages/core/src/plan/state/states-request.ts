/** Of which assets the states are wanted, and what they are found from. */
import type { AssetEntry, LedgerSnapshot } from '../../ledger/snapshot.ts'
import type { Externals, PlanGraph, PlanNode } from '../node.ts'

export interface StatesRequest {
  readonly graph: PlanGraph
  /** In topological order, with all that they read at any distance. */
  readonly nodes: readonly PlanNode[]
  readonly externals: Externals
  readonly environment: string
  readonly snapshot: Pick<LedgerSnapshot, 'sequence' | 'moved' | 'judged'>
  /** What the snapshot says of each asset. */
  readonly entries: ReadonlyMap<string, AssetEntry>
}
