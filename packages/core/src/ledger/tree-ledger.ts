/** Row 8 of the commit order, as the ledger keeps it: what each path of the tree should show, who is showing it, and what was shown. */
import type { Instant } from '@varve/partitions'
import type { Holder, Materialization, NamedWindow, Sequence } from './records.ts'

/**
 * A path is pending from the moment its pointer moved until somebody has shown it. Whoever shows it claims it first, with a token, and no
 * transaction spans the act: so a claim that is found changed afterwards means that the path must be shown once more.
 */
export interface TreeLedger {
  /** Claims that are held, also by processes that are gone. @param forMs how long one lasts at most. */
  claims(forMs: number): Promise<readonly HeldClaim[]>
  /** Claims pending paths that nobody holds, oldest first. @returns null where nothing is left. */
  claim(request: ClaimRequest): Promise<TreeClaim | null>
  /**
   * Ends the claim of each outcome's path. Where the claim is still held and nothing changed since, the path is settled, or pending again
   * where it could not be shown; where it is not held any more, the path is pending again, since the act may have come late.
   *
   * @returns what changed while it was shown: it is still claimed, and must be shown again.
   */
  settle(settlement: TreeSettlement): Promise<readonly TreeTask[]>
  /** Paths whose holder may still show something old: its claim was taken over before it was known to be dead. */
  suspects(): Promise<readonly TreeSuspect[]>
  /** Their holders are dead. */
  clearSuspects(tokens: readonly number[]): Promise<void>

  /** How many paths are pending. */
  pending(): Promise<number>
  /** What the tree shows of an asset, or should; of one environment, by number. */
  entries(page: EntryPage): Promise<readonly TreeEntry[]>
  /** Those of these folders that were ever shown or queued. */
  at(environment: string, folders: readonly string[]): Promise<readonly TreeEntry[]>
  /** Settled entries that were shown under another boot than this, so many at most. */
  ofOtherBoots(boot: string, limit: number): Promise<readonly TreeEntry[]>
  /** Current entries that nothing was shown for, since their pointers moved while there was no tree; so many at most. */
  unshown(limit: number): Promise<readonly TreeEntry[]>
  /** Makes paths pending, whoever may be showing them. */
  showAgain(paths: readonly TreePath[]): Promise<void>
  /** Makes entries leave the tree, or come back. Passed over where something was queued since they were read. */
  setHidden(entries: readonly HiddenEntry[]): Promise<void>
  /** Notes that what lies there was looked at, and is right. Passed over where something was queued since. */
  confirm(entries: readonly ConfirmedEntry[], boot: string | null): Promise<void>
  /** Up to which number an asset's entries were compared with its partitions, if these are still described by this text. */
  comparedUpTo(environment: string, asset: string, partitions: string): Promise<number | null>
  noteCompared(environment: string, asset: string, partitions: string, number: number): Promise<void>
}

export interface TreePath {
  readonly environment: string
  /** Below the environment: `routeDelays/0c9e41d2f7aa/day=2001-01-01`. */
  readonly folder: string
}

export interface TreeEntry extends TreePath {
  readonly asset: string
  readonly partition: string
  /** What it should show, or showed before it was hidden: its sequence. */
  readonly materialization: Sequence
  readonly createdAt: Instant
  readonly windows: readonly NamedWindow[] | null
  /** Whether its pointer names this materialization. */
  readonly current: boolean
  readonly hidden: boolean
  /** Names of files that Varve may have put there. */
  readonly names: readonly string[]
  /** What storage said as it was shown; null where nothing was, or there is no tree. */
  readonly stamp: string | null
  readonly boot: string | null
  readonly pending: boolean
  /** When it was queued last: grows with each act of queueing in this ledger. */
  readonly number: number
}

export interface EntryPage {
  readonly environment: string
  readonly asset: string
  /** Those that were queued after this number. */
  readonly after: number
  /** So many at most. */
  readonly limit: number
}

export interface HeldClaim {
  readonly token: number
  readonly holder: Holder
  /** Whether its time has passed, by the ledger's clock; also where it ends later than any claim does, since the clock was put back. */
  readonly isOver: boolean
}

export interface ClaimRequest {
  readonly holder: Holder
  /** How long what is claimed stays so, from now by the ledger's clock. */
  readonly forMs: number
  readonly limit: number
  /** Only what was queued after this number. */
  readonly after: number
  /** Claims to take over: of holders that are known to be dead, and of others whose time ran out. */
  readonly dead: readonly number[]
  readonly expired: readonly number[]
}

export interface TreeClaim {
  readonly token: number
  readonly tasks: readonly TreeTask[]
}

/** What to do about one path. */
export interface TreeTask extends TreePath {
  readonly number: number
  readonly asset: string
  readonly partition: string
  /** Null where the path must leave the tree. */
  readonly show: Materialization | null
  /** Of what was shown there last, whatever that was. */
  readonly stamp: string | null
  /** Names of files of ours that must go once it is shown. */
  readonly surplus: readonly string[]
}

export interface TreeSettlement {
  readonly token: number
  /** How long what is to be shown again stays claimed. */
  readonly forMs: number
  readonly boot: string | null
  readonly outcomes: readonly TreeOutcome[]
}

export interface TreeOutcome {
  readonly task: TreeTask
  readonly done: boolean
  /** Of what was shown; null where it was removed. */
  readonly stamp: string | null
}

export interface TreeSuspect extends TreePath {
  readonly token: number
  readonly holder: Holder
  readonly names: readonly string[]
  /** What the path should have by now. */
  readonly stamp: string | null
  readonly hidden: boolean
  readonly pending: boolean
}

export interface HiddenEntry extends TreePath {
  readonly number: number
  readonly hidden: boolean
}

export interface ConfirmedEntry extends TreePath {
  readonly number: number
  readonly stamp: string | null
}
