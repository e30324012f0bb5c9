/** One consistent state of the ledger, asked in batches: every method answers as of its sequence, however much is written meanwhile. */
import type { Fact } from './facts.ts'
import type { Judged, JudgedRequest } from './judged.ts'
import type { CommitEntry, Erasure, ExternalVerdict, KnownKey, Loss, Materialization, Observation, RunRecord, Sequence } from './records.ts'
import type { KeptState, MovedPartitions } from './state.ts'

export interface LedgerSnapshot {
  /** The newest fact's place in the order. */
  readonly sequence: Sequence
  close(): Promise<void>

  // what is judged
  judged(request: JudgedRequest): Promise<Judged>
  /** Of every asset that has any of it, by name. */
  assets(environment: string): Promise<readonly AssetEntry[]>
  /** For each asset, partitions with an event after its sequence, by key; assets without one are left out. */
  moved(since: readonly { readonly asset: string; readonly after: Sequence }[]): Promise<readonly MovedPartitions[]>
  /** Of these externals, those that were looked at, in the order given: the last look. */
  observations(externals: readonly string[]): Promise<readonly Observation[]>
  /** The newest verdict on exactly this version of an external under this contract, for each in the order given; null where there is none. */
  externalVerdicts(wanted: readonly ExternalVersion[]): Promise<readonly (ExternalVerdict | null)[]>
  /** The present keys of every dynamic set, by code unit. */
  dynamicKeys(): Promise<Readonly<Record<string, readonly string[]>>>

  // materializations
  /** What is current of partitions, in the order given; null where nothing is. */
  current(wanted: readonly PointerName[]): Promise<readonly (Materialization | null)[]>
  /** What was current at a point of the order. */
  currentAt(wanted: readonly (PointerName & { readonly asOf: Sequence })[]): Promise<readonly (Materialization | null)[]>
  /** Everything that was made of a partition, newest first. */
  history(asset: string, partition: string): Promise<readonly Materialization[]>
  /** Newest first, so many of those before a point of the order. */
  materializations(page: MaterializationPage): Promise<readonly Materialization[]>
  /**
   * Every partition that was made of an asset, also one that was erased, with each of the windows that its key meant; each pair once, in any
   * order.
   */
  windowsOf(asset: string): Promise<readonly KeyWindows[]>
  /** By the sequences of materializations, in the order given. */
  bySequence(sequences: readonly Sequence[]): Promise<readonly Materialization[]>
  /** All members of each materialization that was not erased and has one of these hashes among its members; in ledger order, each hash once. */
  holdersOf(hashes: readonly string[]): Promise<readonly MemberHolder[]>

  /** Those in which a pointer names something, by name. */
  environments(): Promise<readonly string[]>
  /** Pointers by environment, asset and partition, after one of them; texts in the order of their UTF-8 bytes. */
  pointers(page: PointerPage): Promise<readonly PointerRecord[]>

  /** The newest erasure of a partition, where nothing was made of it since; in the order given. */
  erasureOf(wanted: readonly PartitionName[]): Promise<readonly (Erasure | null)[]>
  /** Every erasure, in ledger order. */
  erasures(): Promise<readonly Erasure[]>
  /** Erasures whose bytes may still be in storage: by which run each is removed, null where by none. */
  removals(): Promise<readonly (string | null)[]>
  /** Members that are lost now, by hash. */
  losses(): Promise<readonly Loss[]>

  /** Every key that a dynamic set has or had, by code unit. */
  knownKeys(set: string): Promise<readonly KnownKey[]>
  /** Newest first where all are asked for, else in the order given; unknown ones are left out. */
  runs(ids: readonly string[] | 'all'): Promise<readonly RunRecord[]>

  // the journal and its commit records
  /** Null where the sequence is not that of a commit record. */
  commit(sequence: Sequence): Promise<CommitEntry | null>
  newestCommit(which: 'any' | 'settled'): Promise<CommitEntry | null>
  /** In ledger order, so many after a sequence. */
  commits(after: Sequence, limit: number): Promise<readonly CommitEntry[]>
  /** The record's bytes, as they are or will be in storage, computed from the facts; null for a settled one of format 1. */
  commitBytes(sequence: Sequence): Promise<Uint8Array | null>
  /** Facts after a point of the order, up to and with another. */
  facts(after: Sequence, upTo: Sequence): Promise<readonly Fact[]>
}

export interface AssetEntry {
  readonly asset: string
  /** Of its newest event in any environment; 0 where there is none. */
  readonly head: Sequence
  readonly state: KeptState | null
  /** Canonical JSON of the definition under which it was last planned to be made, by a run in this environment. */
  readonly partitions: string | null
}

export interface ExternalVersion {
  readonly external: string
  readonly version: string
  readonly contract: string
}

export interface PartitionName {
  readonly asset: string
  readonly partition: string
}

export interface PointerName extends PartitionName {
  readonly environment: string
}

/** `of`: those of one asset; `reading`: those whose lineage reads an asset. */
export interface MaterializationPage {
  readonly which: 'all' | { readonly of: string } | { readonly reading: string }
  /** Null for the newest. */
  readonly before: Sequence | null
  readonly limit: number
}

export type KeyWindows = Pick<Materialization, 'partition' | 'windows'>

/** A materialization that holds a member. */
export interface MemberHolder extends PartitionName {
  readonly sequence: Sequence
  readonly sha256: string
}

export interface PointerPage {
  readonly environment: string | null
  readonly after: PointerName | null
  readonly limit: number
}

export interface PointerRecord extends PointerName {
  /** By its sequence. */
  readonly materialization: Sequence
  /** When the pointer last moved. */
  readonly sequence: Sequence
}
