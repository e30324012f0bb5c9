/** What a memory ledger holds, all of it gone with the process: history, which only grows, and what is true at present. */
import type { PartitionDefinition } from '@varve/partitions'
import type { JournalRow } from '../facts.ts'
import type { Basis } from '../judged.ts'
import type { Lease } from '../ledger.ts'
import type {
  CommitEntry,
  Erasure,
  ExternalVerdict,
  KnownKey,
  Loss,
  Materialization,
  Observation,
  Refusal,
  RunRecord,
  Sequence,
} from '../records.ts'
import type { PointerRecord } from '../snapshot.ts'
import type { KeptState } from '../state.ts'
import { emptyTree, type MemoryTree } from './tree-state.ts'

/** Every list is in ledger order, oldest first, and only grows: what it was at an earlier sequence can still be read off it. */
export interface MemoryState {
  readonly id: string
  token: number
  /** Every fact; the first has sequence 1. */
  readonly journal: JournalRow[]
  /** By asset, partition and version. */
  readonly leases: Map<string, Lease>
  /** Pinned hashes by the token that pins them. */
  readonly pins: Map<number, Set<string>>
  readonly materializations: Materialization[]
  readonly byId: Map<string, Materialization>
  readonly bySequence: Map<Sequence, Materialization>
  /** By the hash of a member. */
  readonly byMember: Map<string, Materialization[]>
  /** By an asset that the lineage reads. */
  readonly byInput: Map<string, Materialization[]>
  /** What many materializations have in common, once each: by its text, and by the materialization. */
  readonly bases: Map<string, Basis>
  readonly basisOf: Map<Sequence, Basis>
  readonly assets: Map<string, AssetHistory>
  /** In which a pointer ever named something. */
  readonly environments: Set<string>
  /** By external. */
  readonly observations: Map<string, Omit<Observation, 'verdict'>[]>
  readonly verdicts: Map<string, JudgedExternal[]>
  readonly erasures: Erasure[]
  present: Present
  readonly tree: MemoryTree
}

/** What changes in place. It is read as `state.present`, and changed through {@link changing}. */
export interface Present {
  /** How many open snapshots answer from it. */
  snapshots: number
  readonly runs: Map<string, RunRecord>
  /** How assets were last planned to be made, by environment and asset. */
  readonly partitions: Map<string, Map<string, PartitionDefinition>>
  /** By environment and asset. */
  readonly states: Map<string, Map<string, KeptState>>
  /** By dynamic set, then by spelling: keys that differ only in case have one. */
  readonly keys: Map<string, Map<string, KnownKey>>
  readonly losses: Map<string, Loss['found']>
  /** Erasures whose bytes may still be in storage, with the run that removes them. */
  readonly removals: Map<Sequence, string | null>
  /** In ledger order. */
  readonly commits: CommitEntry[]
}

export interface AssetHistory {
  readonly partitions: Map<string, PartitionHistory>
  /** The keys of `partitions` in their order; null where it must be found anew. */
  keys: readonly string[] | null
  readonly materializations: Materialization[]
  /** Of everything that can change how its partitions are judged. */
  readonly events: { readonly sequence: Sequence; readonly partition: string }[]
}

export interface PartitionHistory {
  readonly materializations: Materialization[]
  readonly refusals: Refusal[]
  readonly erasures: Erasure[]
  /** By environment. */
  readonly moves: Map<string, PointerMove[]>
}

/** One move of a pointer; it names nothing once its partition was erased. */
export type PointerMove = Omit<PointerRecord, 'materialization'> & { readonly materialization: Sequence | null }

export interface JudgedExternal {
  readonly sequence: Sequence
  readonly version: string
  readonly verdict: ExternalVerdict
}

export function emptyState(id: string): MemoryState {
  return {
    id,
    token: 0,
    journal: [],
    leases: new Map(),
    pins: new Map(),
    materializations: [],
    byId: new Map(),
    bySequence: new Map(),
    byMember: new Map(),
    byInput: new Map(),
    bases: new Map(),
    basisOf: new Map(),
    assets: new Map(),
    environments: new Set(),
    observations: new Map(),
    verdicts: new Map(),
    erasures: [],
    present: {
      snapshots: 0,
      runs: new Map(),
      partitions: new Map(),
      states: new Map(),
      keys: new Map(),
      losses: new Map(),
      removals: new Map(),
      commits: [],
    },
    tree: emptyTree(),
  }
}

/** Where an open snapshot answers from what is present, that stays as it is, and a copy is changed. */
export function changing(state: MemoryState): Present {
  if (state.present.snapshots > 0) {
    const { runs, partitions, states, keys, losses, removals, commits } = state.present
    state.present = {
      snapshots: 0,
      runs: new Map(runs),
      partitions: copyOfMaps(partitions),
      states: copyOfMaps(states),
      keys: copyOfMaps(keys),
      losses: new Map(losses),
      removals: new Map(removals),
      commits: [...commits],
    }
  }
  return state.present
}

export function assetIn(state: MemoryState, asset: string): AssetHistory {
  return entry(state.assets, asset, () => ({ partitions: new Map(), keys: null, materializations: [], events: [] }))
}

export function partitionIn(state: MemoryState, asset: string, partition: string): PartitionHistory {
  const history = assetIn(state, asset)
  return entry(history.partitions, partition, () => {
    history.keys = null
    return { materializations: [], refusals: [], erasures: [], moves: new Map() }
  })
}

/** The entry of a map, created where it is missing. */
export function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}

function copyOfMaps<K, L, V>(maps: ReadonlyMap<K, ReadonlyMap<L, V>>): Map<K, Map<L, V>> {
  return new Map([...maps].map(([key, map]) => [key, new Map(map)]))
}
