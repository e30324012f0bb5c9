/** What the ledger remembers: runs, leases, materializations with their lineage and verdict, pointers, refusals. */
import type { Instant, Window } from '@varve/partitions'
import type { Verdict } from '../contract/verdict.ts'
import type { JsonObject } from '../foundation/json.ts'
import type { Artifact } from '../io/artifact.ts'
import type { StoredForm } from '../io/decoder.ts'

/** A point of the ledger's order; grows by one for each fact that is recorded. */
export type Sequence = number

/** A key that a dynamic set has or had. */
export interface KnownKey {
  readonly key: string
  /** False once it was removed: its data stays, and so does its spelling. */
  readonly present: boolean
  /** When it was last added or removed. */
  readonly sequence: Sequence
}

/** The process that holds a run or a lease. */
export interface Holder {
  /** For people: it identifies nothing. */
  readonly host: string
  /** Identifies one boot of the machine, or null where the machine does not say. */
  readonly boot: string | null
  /** Where pids and start times mean the same, or null where nobody can be asked; a container has its own. Older ledgers did not record it. */
  readonly namespace: string | null
  readonly pid: number
  /** When the process started, as the machine says it; distinguishes a reused pid from the same process. */
  readonly started: string
}

export interface RunRecord {
  readonly id: string
  readonly environment: string
  readonly holder: Holder
  readonly startedAt: Instant
  /** Ledger order at the start: `gc` keeps what was current at or after it. */
  readonly sequence: Sequence
  /** When its lease was renewed last, by the ledger's clock. */
  readonly heartbeatAt: Instant
  /** How long its lease lasts from there. */
  readonly leaseMs: number
  readonly endedAt: Instant | null
  readonly status: 'running' | 'complete' | 'partial' | 'failed' | 'interrupted'
  readonly request: JsonObject
}

export interface Materialization {
  readonly id: string
  readonly sequence: Sequence
  readonly asset: string
  readonly partition: string
  /** The windows that the key meant; null where an older Varve made it, which did not say. */
  readonly windows: readonly NamedWindow[] | null
  readonly version: string
  readonly definitionHash: string
  readonly codeVersion: string | null
  readonly configHash: string
  readonly config: JsonObject
  readonly artifact: Artifact
  /** How its bytes become values; null where an older Varve made it, which did not say. */
  readonly stored: StoredForm | null
  /** The folder of the tree that shows it, below the environment: `routeDelays/0c9e41d2f7aa/day=2001-01-01/origin=ORD`. */
  readonly folder: string
  readonly contract: { readonly hash: string; readonly verdict: Verdict } | null
  readonly run: string
  readonly createdAt: Instant
  readonly provenance: Provenance
  readonly lineage: readonly LineageInput[]
  /** False where an input was read although partitions of it were missing. */
  readonly complete: boolean
}

/** The window of one dimension. */
export interface NamedWindow extends Window {
  readonly dimension: string
}

/** Unknown provenance is null, never an error. */
export interface Provenance {
  readonly gitCommit: string | null
  readonly gitDirty: boolean | null
  readonly node: string | null
  readonly lockfile: string | null
  readonly image: string | null
}

/** What one input read: a range of upstream partitions as they were current at a point of the ledger's order, or a version of an external. */
export interface LineageInput {
  readonly input: string
  readonly asset: string
  readonly mapping: string
  /** The keys as `formatSelection` wrote them, `''` for externals: complete in itself, since the set they came from may change later. */
  readonly partitions: string
  readonly missing: string
  readonly short: boolean
  /** For assets: the environment whose pointers were read. Null for externals. */
  readonly environment: string | null
  /** For assets: the pointers of that environment as of this sequence are what was read. Null for externals. */
  readonly asOf: Sequence | null
  /** For externals: the version that was read. Null for assets. */
  readonly external: string | null
}

/** A version that was tried and refused by its gate, or whose code failed. */
export interface Refusal {
  readonly kind: 'rejected' | 'failed'
  readonly sequence: Sequence
  readonly asset: string
  readonly partition: string
  readonly version: string
  /** Hash of the contract that refused, null where code failed or there is none. */
  readonly contract: string | null
  readonly code: string
  readonly message: string
  readonly verdict: Verdict | null
  readonly quarantine: Quarantine | null
  readonly run: string
  readonly at: Instant
}

export interface Quarantine {
  readonly uri: string
  readonly sha256: string
  readonly rows: number
}

/** A member whose stored bytes are gone, or are not what was stored. */
export interface Loss {
  readonly sha256: string
  readonly found: 'missing' | 'corrupt'
}

/** The bytes of all versions of a partition were removed for good. */
export interface NewErasure {
  readonly asset: string
  readonly partition: string
  /** The folder of its quarantine, below the asset's; null where that is not known. */
  readonly path: string | null
  readonly reason: string
  /** Who asked, as far as the machine says. */
  readonly by: { readonly user: string | null; readonly host: string }
  /** Hashes of what was removed. */
  readonly members: readonly string[]
  /** How much that was. */
  readonly bytes: number
  /** Files of rejected rows that were removed with it. */
  readonly quarantined: number
  readonly at: Instant
}

export interface Erasure extends NewErasure {
  readonly sequence: Sequence
}

/** What the ledger keeps of a commit record once its bytes are in storage. */
export interface CommitEntry {
  readonly sequence: Sequence
  /** 1 where an older Varve wrote it, which recorded materializations and pointers alone. */
  readonly format: number
  readonly sha256: string
  readonly settled: boolean
}

/** One look at an external. */
export interface Observation {
  readonly sequence: Sequence
  readonly external: string
  /** Content hash, or null where it was absent. */
  readonly version: string | null
  readonly bytes: number | null
  readonly at: Instant
  /** The gate's answer for this version, once a run has applied the contract. */
  readonly verdict: ExternalVerdict | null
}

/** The gate's answer for one version of an external, and where the rows it refused are kept. */
export interface ExternalVerdict extends Verdict {
  readonly quarantine: Quarantine | null
}
