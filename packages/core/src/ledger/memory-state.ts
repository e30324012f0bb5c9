/** What a memory ledger holds: plain lists and maps, all of it gone with the process. */
import type { Instant, PartitionDefinition } from '@varve/partitions'
import type { Lease, OutboxEntry, PointerRecord } from './ledger.ts'
import type { ExternalVerdict, KnownKey, Materialization, Observation, Refusal, RunRecord, Sequence } from './records.ts'

export interface HeldLease extends Lease {
  readonly lastsMs: number
  readonly expiresAt: Instant
}

export interface JudgedExternal {
  readonly external: string
  readonly version: string
  readonly verdict: ExternalVerdict
}

/** Lists are in ledger order, oldest first. */
export interface MemoryState {
  readonly id: string
  sequence: Sequence
  token: number
  readonly runs: Map<string, RunRecord>
  /** By asset, partition and version. */
  readonly leases: Map<string, HeldLease>
  /** Pinned hashes by the token that pins them. */
  readonly pins: Map<number, Set<string>>
  readonly materializations: Map<string, Materialization>
  /** By asset and partition, then in ledger order. */
  readonly made: Map<string, Map<string, Materialization[]>>
  /** By environment, asset and partition. */
  readonly moves: Map<string, Map<string, Map<string, PointerRecord[]>>>
  /** By environment and asset. */
  readonly partitions: Map<string, PartitionDefinition>
  readonly refusals: Refusal[]
  readonly observations: Omit<Observation, 'verdict'>[]
  readonly verdicts: JudgedExternal[]
  /** By dynamic set, then by spelling: keys that differ only in case have one. */
  readonly keys: Map<string, Map<string, KnownKey>>
  readonly commits: Map<Sequence, { readonly bytes: Uint8Array; readonly settled: boolean }>
  readonly outbox: Map<Sequence, OutboxEntry>
}

export function emptyState(id: string): MemoryState {
  return {
    id,
    sequence: 0,
    token: 0,
    runs: new Map(),
    leases: new Map(),
    pins: new Map(),
    materializations: new Map(),
    made: new Map(),
    moves: new Map(),
    partitions: new Map(),
    refusals: [],
    observations: [],
    verdicts: [],
    keys: new Map(),
    commits: new Map(),
    outbox: new Map(),
  }
}

/** The place of one more fact in the order. */
export function nextSequence(state: MemoryState): Sequence {
  state.sequence += 1
  return state.sequence
}

/** What was made of a partition. */
export function madeIn(state: MemoryState, asset: string, partition: string): readonly Materialization[] {
  return state.made.get(asset)?.get(partition) ?? []
}

/** The move that a pointer stands at. */
export function pointerIn(state: MemoryState, environment: string, asset: string, partition: string): PointerRecord | undefined {
  return state.moves.get(environment)?.get(asset)?.get(partition)?.at(-1)
}

/** The newest verdict on a version, under any contract or under one. */
export function verdictIn(state: MemoryState, external: string, version: string | null, contract?: string): ExternalVerdict | undefined {
  return state.verdicts.findLast(
    judged =>
      judged.external === external && judged.version === version && (contract === undefined || judged.verdict.contract === contract),
  )?.verdict
}
