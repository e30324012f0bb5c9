/** What a memory ledger knows of the tree. */
import type { Instant } from '@varve/partitions'
import type { Holder, Materialization } from '../records.ts'
import type { TreePath } from '../tree-ledger.ts'

export interface MemoryTree {
  number: number
  /** By environment and folder. */
  readonly entries: Map<string, PathState>
  readonly claims: Map<number, PathClaim>
  readonly suspects: (TreePath & { readonly token: number })[]
  readonly compared: Map<string, { readonly partitions: string; readonly number: number }>
}

export interface PathClaim {
  readonly token: number
  readonly holder: Holder
  readonly expiresAt: Instant
}

export interface PathState extends TreePath {
  materialization: Materialization
  hidden: boolean
  names: readonly string[]
  stamp: string | null
  boot: string | null
  number: number
  pending: boolean
  claim: number | null
}

export function emptyTree(): MemoryTree {
  return { number: 0, entries: new Map(), claims: new Map(), suspects: [], compared: new Map() }
}
