/** The ledger port: the append-only record and its pointers; every implementation passes the shared suite. */
import type { DynamicKeys, Instant, PartitionDefinition } from '@varve/partitions'
import type { JsonObject } from '../foundation/json.ts'
import type { EndStatus, Fact } from './facts.ts'
import type { AskHolder } from './holder.ts'
import type {
  CommitEntry,
  Erasure,
  ExternalVerdict,
  Holder,
  KnownKey,
  Loss,
  Materialization,
  NewErasure,
  Observation,
  Refusal,
  RunRecord,
  Sequence,
} from './records.ts'
import type { TreeLedger } from './tree-ledger.ts'

export interface Ledger {
  /** Identifies the ledger in the storage roots it owns. */
  readonly id: string
  /** The clock that grants and judges leases; the instants of facts are given. */
  now(): Instant
  /** Runs a synchronous query over one consistent state. */
  read<T>(query: (snapshot: LedgerSnapshot) => T): Promise<T>

  // row 0: runs, and the partition definitions under which they make their assets
  /** From now on the run's lease lasts `leaseMs` unless it is renewed: by the ledger's own clock, which grants and judges. */
  startRun(run: RunStart): Promise<void>
  /** Renews the run's lease, and with it each lease of a partition. @returns false where the run has ended, which stays so. */
  heartbeat(run: string): Promise<boolean>
  /** Renews it again and again until it is asked to end, also while this thread is blocked where other processes can see the ledger. */
  keepAlive(run: string, everyMs: number, listener: HeartbeatListener): Heartbeat
  /** Remembers how assets are partitioned, by asset: a later plan compares. */
  rememberPartitions(environment: string, partitions: Readonly<Record<string, PartitionDefinition>>, at: Instant): Promise<void>
  /** Ends the run and gives back its leases and pins. @returns false where it had ended before: the first end stays */
  endRun(run: string, status: EndStatus, at: Instant): Promise<boolean>
  /** Ends, as interrupted, each run whose holder is dead, or must be judged by its lease and has let it end. @returns their ids */
  endAbandonedRuns(ask: AskHolder, at: Instant): Promise<readonly string[]>

  // row 1: leases, which last as long as their run's
  /**
   * Leases what is free, in one transaction. What an abandoned run holds is free, and taking it ends that run, as interrupted: so its
   * holder, should it go on, finds the whole run lost and not one lease.
   *
   * @throws LEASE_LOST where the run has ended
   */
  lease(run: string, keys: readonly LeaseKey[], ask: AskHolder, at: Instant): Promise<readonly (Lease | Busy)[]>
  /** Which of these are leased and not free, in the order given. */
  held(keys: readonly LeaseKey[], ask: AskHolder): Promise<readonly Busy[]>
  release(leases: readonly Lease[]): Promise<void>

  // rows 5 to 7
  /** The rejection and its verdict are one transaction; fenced by the lease. @throws LEASE_LOST */
  refuse(refusal: NewRefusal, lease: Lease): Promise<void>
  /** Row 6: pins the content hash under the lease. @throws LEASE_LOST, ERASE_PENDING where bytes of this hash are being removed */
  pin(lease: Lease, sha256: string): Promise<void>
  /** Row 7: one fenced, durable transaction, a savepoint per item; releases each item's lease and pin, and queues the outbox. */
  publish(group: PublishGroup): Promise<readonly PublishResult[]>

  /** Records a look at an external; returns its sequence. */
  observe(observation: Omit<Observation, 'sequence' | 'verdict'>): Promise<Observation>
  judgeExternal(external: string, version: string, verdict: ExternalVerdict): Promise<void>

  // keys of dynamic sets
  /**
   * Adds all keys, or none; returns those that were not present before, in the order given.
   *
   * @throws BAD_KEY for a key that cannot be one, and for one that differs only in case from a key that the set has or had
   */
  addKeys(set: string, keys: readonly string[], at: Instant): Promise<readonly string[]>
  /** Returns those that were present. Nothing else goes with them. */
  removeKeys(set: string, keys: readonly string[], at: Instant): Promise<readonly string[]>

  // objects that are gone
  /**
   * Notes members that were found missing or corrupt; one that is known as such already is no new fact, and one that was erased is not
   * lost, also where it was found before the erasure.
   *
   * @returns false where the ledger can only be read: then nothing is noted
   */
  noteLoss(losses: readonly Loss[], at: Instant): Promise<boolean>
  /** Notes that members which were lost are whole; publishing their bytes again says so too. */
  noteWhole(hashes: readonly string[], at: Instant): Promise<void>
  /**
   * All or none: removes the pointers of partitions in every environment and marks what was made of them as erased. Their
   * materializations stay in `history`, are no longer found by version, and are not lost. Their bytes are to be removed by the run.
   */
  erase(request: EraseRequest): Promise<EraseAnswer>
  /** Erasures whose bytes may still be in storage and that no live run removes: from now on this one does. */
  claimRemovals(run: string): Promise<readonly Erasure[]>
  /** The bytes are gone: their hashes can be pinned again. */
  settleRemovals(run: string): Promise<void>

  // row 8: outbox
  /** Commit records that are not known to be in storage, oldest first. */
  unwrittenCommits(): Promise<readonly UnwrittenCommit[]>
  /** The commit record of this sequence is in storage: the ledger keeps its hash. */
  settleCommit(sequence: Sequence): Promise<void>
  readonly tree: TreeLedger

  /** Replays every fact, and says in a sentence each what the ledger answers otherwise; for `verify`. */
  audit(): Promise<readonly string[]>

  close(): Promise<void>
}

/** Synchronous reads inside {@link Ledger.read}. */
export interface LedgerSnapshot {
  /** The newest fact's place in the order. */
  readonly sequence: Sequence
  /** Current materializations of an asset by partition key. */
  current(environment: string, asset: string): ReadonlyMap<string, Materialization>
  currentOf(environment: string, asset: string, partition: string): Materialization | undefined
  /** What was current at `asOf` in the order. */
  currentAt(environment: string, asset: string, partition: string, asOf: Sequence): Materialization | undefined
  /** Materializations of exactly this version that were not erased, newest first. */
  find(asset: string, partition: string, version: string): readonly Materialization[]
  /** Materializations of exactly this definition that were not erased, newest first. */
  findByDefinition(asset: string, partition: string, definitionHash: string): readonly Materialization[]
  materialization(id: string): Materialization | undefined
  /** Newest first. */
  history(asset: string, partition: string | null): readonly Materialization[]
  /** Every materialization whose lineage reads the asset, newest first. */
  readersOf(asset: string): readonly Materialization[]
  /** Every materialization; for `verify`. */
  all(): Iterable<Materialization>
  /** Every pointer of an environment, or of all of them. */
  pointers(environment: string | null): Iterable<PointerRecord>
  environments(): readonly string[]
  /** The newest refusal of exactly this version that no later publication or pointer move of the same version has answered. */
  refusalOf(asset: string, partition: string, version: string): Refusal | undefined
  /** The definition under which an asset was last planned to be made, by a run in this environment. */
  partitionsOf(environment: string, asset: string): PartitionDefinition | undefined
  observation(external: string): Observation | undefined
  /** The newest verdict on exactly this version of an external under this contract. */
  externalVerdict(external: string, version: string, contract: string): ExternalVerdict | undefined
  /** A look at the present keys of all dynamic sets, which outlives the snapshot. */
  dynamicKeys(): DynamicKeys
  /** Every key that a dynamic set has or had, by code unit. */
  knownKeys(set: string): readonly KnownKey[]
  run(id: string): RunRecord | undefined
  /** Newest first. */
  runs(): readonly RunRecord[]
  /** Members that are lost now, by hash. */
  losses(): ReadonlyMap<string, Loss['found']>
  /** The newest erasure of a partition, where nothing was made of it since. */
  erasureOf(asset: string, partition: string): Erasure | undefined
  /** Every erasure, in ledger order. */
  erasures(): readonly Erasure[]
  /** Erasures whose bytes may still be in storage: by which run each is removed, null where by none. */
  removals(): readonly (string | null)[]
  /** Undefined where the sequence is not that of a commit record. */
  commit(sequence: Sequence): CommitEntry | undefined
  newestCommit(which: 'any' | 'settled'): CommitEntry | undefined
  /** In ledger order. */
  commits(): readonly CommitEntry[]
  /** The record's bytes, as they are or will be in storage, computed from the facts; undefined for a settled one of format 1. */
  commitBytes(sequence: Sequence): Uint8Array | undefined
  /** Facts after a point of the order, up to and with another. */
  facts(after: Sequence, upTo: Sequence): readonly Fact[]
}

export interface PointerRecord {
  readonly environment: string
  readonly asset: string
  readonly partition: string
  readonly materialization: string
  /** When the pointer last moved. */
  readonly sequence: Sequence
}

export interface RunStart {
  readonly id: string
  readonly environment: string
  readonly holder: Holder
  readonly at: Instant
  readonly request: JsonObject
  readonly leaseMs: number
}

/** Hears of the renewals of a run's lease. */
export interface HeartbeatListener {
  /** @param beganMs when it was asked for, by `Timers`: from then on the lease is certain for its length. */
  renewed(beganMs: number): void
  /** Another process took the run for dead, so it has ended. */
  ended(): void
  /** Nobody renews any more. */
  died(error: unknown): void
}

export interface Heartbeat {
  /** Resolves once nothing of it uses the ledger any more. */
  end(): Promise<void>
}

export interface EraseRequest {
  /** Removes the bytes. */
  readonly run: string
  readonly erasures: readonly NewErasure[]
  /** The ledger's order when it was decided what shares the bytes. */
  readonly asOf: Sequence
  readonly ask: AskHolder
}

/**
 * `busy`: a run is making one of the partitions, or publishes the same bytes elsewhere. `changed`: since `asOf` a partition was made that is
 * one of them or holds the same bytes.
 */
export type EraseAnswer =
  | { readonly kind: 'erased'; readonly erasures: readonly Erasure[] }
  | { readonly kind: 'busy'; readonly asset: string; readonly partition: string; readonly run: string; readonly holder: Holder }
  | { readonly kind: 'changed' }

export interface LeaseKey {
  readonly asset: string
  readonly partition: string
  readonly version: string
}

export interface Lease extends LeaseKey {
  readonly granted: true
  readonly run: string
  /** Fencing token: grows with every lease of the ledger; an older one can no longer publish. */
  readonly token: number
}

export interface Busy extends LeaseKey {
  readonly granted: false
  readonly holder: Holder
  readonly run: string
  /** When the holder's lease ends unless it is renewed; null where the holder was asked, and runs. */
  readonly leaseEnds: Instant | null
}

export type NewRefusal = Omit<Refusal, 'sequence'>
export type NewMaterialization = Omit<Materialization, 'sequence'>

export interface PublishGroup {
  readonly run: string
  readonly environment: string
  readonly at: Instant
  readonly items: readonly PublishItem[]
}

/** `expected` is the materialization id that the pointer named when the step was decided, null where there was none. */
export type PublishItem =
  | { readonly kind: 'materialize'; readonly lease: Lease; readonly materialization: NewMaterialization; readonly expected: string | null }
  | { readonly kind: 'move'; readonly asset: string; readonly partition: string; readonly to: string; readonly expected: string | null }

/** `kept`: the audited materialization is recorded, and the pointer stays, since it moved after the decision; `fenced`: the lease was lost, nothing is recorded. */
export type PublishResult = 'published' | 'kept' | 'fenced'

export interface UnwrittenCommit {
  readonly sequence: Sequence
  readonly bytes: Uint8Array
}
