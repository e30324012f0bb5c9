/** What a memory ledger holds: plain lists and maps, all of it gone with the process. */
import type { PartitionDefinition } from '@varve/partitions'
import type { JournalRow } from '../facts.ts'
import type { Lease, PointerRecord } from '../ledger.ts'
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
import { emptyTree, type MemoryTree } from './tree-state.ts'

export interface JudgedExternal {
  readonly external: string
  readonly version: string
  readonly verdict: ExternalVerdict
}

/** One move of a pointer; it names nothing once its partition was erased. */
export type PointerMove = Omit<PointerRecord, 'materialization'> & { readonly materialization: string | null }

/** Lists are in ledger order, oldest first. */
export interface MemoryState {
  readonly id: string
  token: number
  /** Every fact; the first has sequence 1. */
  readonly journal: JournalRow[]
  readonly runs: Map<string, RunRecord>
  /** By asset, partition and version. */
  readonly leases: Map<string, Lease>
  /** Pinned hashes by the token that pins them. */
  readonly pins: Map<number, Set<string>>
  readonly materializations: Map<string, Materialization>
  /** By asset and partition, then in ledger order. */
  readonly byPartition: Map<string, Map<string, Materialization[]>>
  /** By environment, asset and partition. */
  readonly moves: Map<string, Map<string, Map<string, PointerMove[]>>>
  /** By environment and asset. */
  readonly partitions: Map<string, PartitionDefinition>
  readonly refusals: Refusal[]
  readonly observations: Omit<Observation, 'verdict'>[]
  readonly verdicts: JudgedExternal[]
  /** By dynamic set, then by spelling: keys that differ only in case have one. */
  readonly keys: Map<string, Map<string, KnownKey>>
  readonly losses: Map<string, Loss['found']>
  readonly erasures: Erasure[]
  /** Erasures whose bytes may still be in storage, with the run that removes them. */
  readonly removals: Map<Sequence, string | null>
  readonly commits: Map<Sequence, CommitEntry>
  readonly tree: MemoryTree
}

export function emptyState(id: string): MemoryState {
  return {
    id,
    token: 0,
    journal: [],
    runs: new Map(),
    leases: new Map(),
    pins: new Map(),
    materializations: new Map(),
    byPartition: new Map(),
    moves: new Map(),
    partitions: new Map(),
    refusals: [],
    observations: [],
    verdicts: [],
    keys: new Map(),
    losses: new Map(),
    erasures: [],
    removals: new Map(),
    commits: new Map(),
    tree: emptyTree(),
  }
}

/** What was made of a partition. */
export function materializationsOf(state: MemoryState, asset: string, partition: string): readonly Materialization[] {
  return state.byPartition.get(asset)?.get(partition) ?? []
}

export function newestErasure(state: MemoryState, asset: string, partition: string): Erasure | undefined {
  return state.erasures.findLast(erasure => erasure.asset === asset && erasure.partition === partition)
}

/** Its bytes were removed. */
export function isErased(state: MemoryState, { asset, partition, sequence }: Materialization): boolean {
  return (newestErasure(state, asset, partition)?.sequence ?? 0) > sequence
}

/** Whether anything that was not erased holds these bytes. */
export function isHeld(state: MemoryState, sha256: string): boolean {
  return [...state.materializations.values()].some(
    materialization => !isErased(state, materialization) && materialization.artifact.members.some(member => member.sha256 === sha256),
  )
}

/** What a pointer names, and since when; undefined where it names nothing. */
export function pointerIn(state: MemoryState, environment: string, asset: string, partition: string): PointerRecord | undefined {
  return pointing(state.moves.get(environment)?.get(asset)?.get(partition)?.at(-1))
}

/** A move as the pointer that it set. */
export function pointing(move: PointerMove | undefined): PointerRecord | undefined {
  return move && move.materialization !== null ? { ...move, materialization: move.materialization } : undefined
}

/** The entry of a map, created where it is missing. */
export function entry<V>(map: Map<string, V>, key: string, create: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}

/** The newest verdict on a version, under any contract or under one. */
export function verdictIn(state: MemoryState, external: string, version: string | null, contract?: string): ExternalVerdict | undefined {
  return state.verdicts.findLast(
    judged =>
      judged.external === external && judged.version === version && (contract === undefined || judged.verdict.contract === contract),
  )?.verdict
}
