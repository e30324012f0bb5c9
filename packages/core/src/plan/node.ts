/** The graph as a plan sees it: each asset with its partitions as of one instant and its identity. */
import type { Mapping, PartitionsAsOf } from '@varve/partitions'
import type { AnyAsset } from '../asset/any-asset.ts'
import type { Decoder, StoredForm } from '../io/decoder.ts'
import type { AssetIdentity } from '../version/definition.ts'

export interface PlanNode {
  readonly name: string
  readonly asset: AnyAsset
  readonly partitions: PartitionsAsOf
  readonly identity: AssetIdentity
  /** The formats of the project, its own first: what was stored before may be in another one. */
  readonly decoders: readonly [Decoder, ...Decoder[]]
  /** The read hash of what is stored of it. */
  readHash(stored: StoredForm | null): string
  readonly inputs: readonly NodeInput[]
  readonly readers: readonly NodeReader[]
}

export type NodeInput =
  | { readonly kind: 'asset'; readonly name: string; readonly asset: string; readonly mapping: Mapping }
  | { readonly kind: 'external'; readonly name: string; readonly asset: string; readonly readHash: string }

/** A node that reads this one, through one of its inputs. */
export interface NodeReader {
  readonly asset: string
  readonly mapping: Mapping
}

/** Nodes by name, in topological order. */
export type PlanGraph = ReadonlyMap<string, PlanNode>

/** The state of each external now, by its name. */
export type Externals = ReadonlyMap<string, ExternalState>

export type ExternalState =
  | { readonly kind: 'present'; readonly version: string }
  | { readonly kind: 'absent'; readonly description: string }
  /** Nobody has looked yet. */
  | { readonly kind: 'unobserved' }
  /** It is there, and cannot be read in the version that was seen. */
  | { readonly kind: 'unreadable'; readonly code: string; readonly message: string }
  /** Its contract rejected this version. */
  | { readonly kind: 'rejected'; readonly version: string; readonly message: string; readonly quarantine: RejectedRows | null }

/** Where the rejected rows are kept. */
export interface RejectedRows {
  readonly uri: string
  readonly rows: number
  readonly rules: readonly { readonly rule: string; readonly column: string | null; readonly count: number }[]
}
