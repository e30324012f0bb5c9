/** An assignment: a step that can be sent to whoever makes it, and what comes back. All of both is JSON, and no secret is in either. */
import type { Arity } from '@varve/partitions'
import type { Verdict } from '../contract/verdict.ts'
import type { ErrorCode } from '../foundation/codes.ts'
import type { Artifact } from '../io/artifact.ts'
import type { StoredForm } from '../io/decoder.ts'
import type { StagedArtifact } from '../io/staged-files.ts'
import type { Quarantine } from '../ledger/records.ts'
import type { LostObject } from '../object/lost-input.ts'
import type { Wanted } from '../plan/judge.ts'
import type { Step } from '../plan/step.ts'

export interface Assignment {
  /** The module that exports the project: whoever makes the step opens it, and finds asset, partition and config there by name. */
  readonly entry: string
  readonly run: string
  /** Names this try in its run: what it stages is named after both. */
  readonly attempt: string
  /** One, as long as a function makes one asset. */
  readonly outputs: readonly [AssignedOutput]
  readonly reads: readonly AssignedRead[]
}

export interface AssignedOutput {
  readonly asset: string
  readonly partition: string
  readonly version: string
  /** Hashes of the definition and the contract that this version is made by; whoever has others refuses the assignment. */
  readonly definition: string
  readonly contract: string | null
}

/** What one input reads, pinned: by content, or by the version of an external. */
export type AssignedRead =
  | { readonly form: Arity; readonly input: string; readonly asset: string; readonly partitions: readonly AssignedPartition[] }
  | { readonly form: 'external'; readonly input: string; readonly external: string; readonly version: string }

export interface AssignedPartition {
  readonly partition: string
  readonly artifact: Artifact
  readonly stored: StoredForm | null
}

/** Whoever makes the artifacts of an assignment; leases and publishing stay with whoever assigns. */
export interface Executor {
  /** Rejects only where nobody carried the assignment out; what user code does is an answer. */
  make(assignment: Assignment, signal: AbortSignal): Promise<Made>
}

export type Made = { readonly kind: 'made'; readonly outputs: readonly [MadeOutput] } | MakingFailed

export type MadeOutput = Audited | Rejected

/** Staged, and accepted by its contract. */
export interface Audited {
  readonly kind: 'audited'
  readonly staged: StagedArtifact
  readonly stored: StoredForm
  /** Null without a contract. */
  readonly verdict: Verdict | null
}

/** Nothing is staged; the rows that broke the contract are in quarantine. */
export interface Rejected {
  readonly kind: 'rejected'
  readonly verdict: Verdict
  readonly quarantine: Quarantine
}

export interface MakingFailed {
  readonly kind: 'failed'
  readonly code: ErrorCode
  /** In one line. */
  readonly message: string
  /** What was to be read, where its bytes are gone or wrong. */
  readonly lost: LostRead | null
}

export interface LostRead extends LostObject {
  readonly asset: string
  readonly partition: string
}

export function assignmentOf(
  { node, partition }: Step,
  { version }: Wanted,
  reads: readonly AssignedRead[],
  ids: Pick<Assignment, 'entry' | 'run' | 'attempt'>,
): Assignment {
  const { definitionHash: definition, contractHash: contract } = node.identity
  return { ...ids, outputs: [{ asset: node.name, partition: partition.key, version, definition, contract }], reads }
}
