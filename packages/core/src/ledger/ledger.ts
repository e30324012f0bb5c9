/** The ledger port: the append-only record and its pointers; every implementation passes the shared suite. */
import type { Instant, PartitionDefinition } from '@varve/partitions'
import type { JsonObject } from '../foundation/json.ts'
import type { EndStatus } from './facts.ts'
import type { Judged, JudgedRequest } from './judged.ts'
import type { Erasure, ExternalVerdict, Holder, Loss, Materialization, NewErasure, Observation, Refusal, Sequence } from './records.ts'
import type { LedgerSnapshot } from './snapshot.ts'
import type { NewState } from './state.ts'
import type { TreeLedger } from './tree-ledger.ts'

/**
 * Every method is asynchronous and coarse, with plain values in and out, so that a thread or a database server can stand behind it.
 */
export interface Ledger {
  /** Identifies the ledger in the storage roots it owns. */
  readonly id: string
  /** How another thread opens the same ledger; null where it is in this thread's memory alone. */
  readonly address: LedgerAddress | null
  /** One consistent state, asked in batches; it must be closed, and is not kept open while steps run. */
  snapshot(): Promise<LedgerSnapshot>
  /** The same as {@link LedgerSnapshot.judged} of a snapshot of now. */
  judged(request: JudgedRequest): Promise<Judged>
  /** Materializations by their sequences, in the order given: what was recorded stays so, and needs no snapshot. */
  bySequence(sequences: readonly Sequence[]): Promise<readonly Materialization[]>

  // row 0: runs, and the partition definitions under which they make their assets
  /** From now on the run's lease lasts `leaseMs` unless it is renewed: by the ledger's own clock, which grants and judges. */
  startRun(run: RunStart): Promise<void>
  /** Renews the run's lease, and with it each lease of a partition. @returns false where the run has ended, which stays so. */
  heartbeat(run: string): Promise<boolean>
  /** Remembers how assets are partitioned, by asset: a later plan compares. */
  rememberPartitions(environment: string, partitions: Readonly<Record<string, PartitionDefinition>>, at: Instant): Promise<void>
  /** Ends the run and gives back its leases and pins. @returns false where it had ended before: the first end stays */
  endRun(run: string, status: EndStatus, at: Instant): Promise<boolean>
  /** Runs that have not ended, oldest first. Whoever asks their holders may end those that are over. */
  openRuns(): Promise<readonly OpenRun[]>
  /**
   * Ends runs as interrupted, with all their leases: those of dead holders, and of the others those whose lease is over now, by the
   * ledger's clock.
   *
   * @returns the ids of those that were ended.
   */
  endAbandoned(runs: readonly AbandonedRun[], at: Instant): Promise<readonly string[]>

  // row 1: leases, which last as long as their run's
  /**
   * Leases what is free, in one transaction. What an abandoned run holds is busy until that run is ended: the caller asks its holder. What
   * is busy is not looked at for changes.
   *
   * @throws LEASE_LOST where the run has ended
   */
  lease(request: LeaseRequest): Promise<readonly LeaseAnswer[]>
  /** Which of these are leased, in the order given. */
  held(keys: readonly LeaseKey[]): Promise<readonly Busy[]>
  release(leases: readonly Lease[]): Promise<void>

  // rows 5 to 7
  /** The rejection and its verdict are one transaction; fenced by the lease. @throws LEASE_LOST */
  refuse(refusal: NewRefusal, lease: Lease): Promise<void>
  /** Row 6, in one transaction: pins content hashes, each under its lease. */
  pin(pins: readonly Pin[]): Promise<readonly PinAnswer[]>
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
  /** The commit records of these sequences are in storage: the ledger keeps their hashes. */
  settleCommits(sequences: readonly Sequence[]): Promise<void>
  readonly tree: TreeLedger

  /**
   * Keeps states of assets as a cache, one for each asset of an environment, each by compare-and-set: only where what is kept is exactly what
   * `before` says. They are no facts, and can be thrown away at any time.
   */
  keepStates(environment: string, states: readonly NewState[]): Promise<void>

  /** Replays every fact, and says in a sentence each what the ledger answers otherwise; for `verify`. */
  audit(): Promise<readonly string[]>

  close(): Promise<void>
}

/** A module of which the export `openLedger` opens the ledger from these options, in any thread. */
export interface LedgerAddress {
  /** URL of plain JavaScript that exports `openLedger`: it is given the options, and gives the ledger. */
  readonly module: string
  readonly options: JsonObject
}

export interface RunStart {
  readonly id: string
  readonly environment: string
  readonly holder: Holder
  readonly at: Instant
  readonly request: JsonObject
  readonly leaseMs: number
}

export interface OpenRun {
  readonly run: string
  readonly holder: Holder
  /** When its lease ends unless it is renewed. */
  readonly leaseEnds: Instant
  /** Whether that has passed, by the ledger's clock. */
  readonly isOver: boolean
}

/** `dead`: for certain. `over`: it cannot be asked, so its lease decides. */
export interface AbandonedRun {
  readonly run: string
  readonly because: 'dead' | 'over'
}

export interface EraseRequest {
  /** Removes the bytes. */
  readonly run: string
  readonly erasures: readonly NewErasure[]
  /** The ledger's order when it was decided what shares the bytes. */
  readonly asOf: Sequence
}

/**
 * `busy`: a run has leased one of the partitions, or publishes the same bytes elsewhere. `changed`: since `asOf` a partition was made that is
 * one of them or holds the same bytes.
 */
export type EraseAnswer =
  | { readonly kind: 'erased'; readonly erasures: readonly Erasure[] }
  /** In the order in which they were leased. */
  | { readonly kind: 'busy'; readonly by: readonly Busy[] }
  | { readonly kind: 'changed' }

export interface LeaseKey {
  readonly asset: string
  readonly partition: string
  readonly version: string
}

export interface LeaseRequest {
  readonly run: string
  readonly environment: string
  /** @see Changed */
  readonly keys: readonly (LeaseKey & { readonly asOf: Sequence | null })[]
}

export interface Lease extends LeaseKey {
  readonly granted: true
  readonly run: string
  /** Fencing token: grows with every lease of the ledger; an older one can no longer publish. */
  readonly token: number
}

export interface Busy extends LeaseKey, OpenRun {
  readonly granted: false
  readonly why: 'busy'
}

/**
 * After `asOf` the partition's pointer in the environment moved, it was erased, or this version of it was made: what was decided as of then
 * must be decided again.
 */
export interface Changed extends LeaseKey {
  readonly granted: false
  readonly why: 'changed'
}

export type LeaseAnswer = Lease | Busy | Changed

export interface Pin {
  readonly lease: Lease
  readonly sha256: string
}

/** `lost`: the lease is; `erase pending`: bytes of this hash are being removed. */
export type PinAnswer =
  | { readonly kind: 'pinned' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'erase pending'; readonly erasure: Erasure }

export type NewRefusal = Omit<Refusal, 'sequence'>
export type NewMaterialization = Omit<Materialization, 'sequence'>

export interface PublishGroup {
  readonly run: string
  readonly environment: string
  readonly at: Instant
  readonly items: readonly PublishItem[]
}

/** `expected` is the materialization that the pointer named when the step was decided, null where it named none; both by their sequence. */
export type PublishItem =
  | {
      readonly kind: 'materialize'
      readonly lease: Lease
      readonly materialization: NewMaterialization
      readonly expected: Sequence | null
    }
  | {
      readonly kind: 'move'
      readonly asset: string
      readonly partition: string
      readonly to: Sequence
      readonly expected: Sequence | null
    }

/** `kept`: the audited materialization is recorded, and the pointer stays, since it moved after the decision; `fenced`: the lease was lost, nothing is recorded. */
export type PublishResult = 'published' | 'kept' | 'fenced'

export interface UnwrittenCommit {
  readonly sequence: Sequence
  readonly bytes: Uint8Array
}
