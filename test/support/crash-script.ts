/** What a child process of the crash tests is to do, and what it answers. */

import type { ErrorCode, HistoryDocument, Outcome, PathDocument, RebuildDocument, StatusDocument, VerifyDocument } from 'varve'
import type { CommitRow } from '../../packages/core/src/run/commit-row.ts'
import type { Files } from './crash-files.ts'

/** One root's actions, one after the other; they end with the first that fails. */
export interface Job {
  readonly root: string
  /** Where user code leaves a line for each call. */
  readonly log: string
  /** How long user code takes at least. */
  readonly stepMs: number
  /** The module of `materializeWith`, for runs that are killed at a row or whose leases are short. */
  readonly internals: string
  readonly actions: readonly Action[]
}

export type Action =
  | {
      readonly act: 'materialize'
      readonly concurrency?: number
      /** A lease that ends sooner than a minute, so that a test need not wait for it. */
      readonly lease?: { readonly leaseMs: number; readonly heartbeatMs: number }
      /** The process kills itself, as `kill -9` does, when it passes this row for the n-th time. */
      readonly kill?: Passing
      /** The process stops itself there, as `kill -STOP` does, and goes on when somebody lets it. */
      readonly stop?: Passing
      /** The run is interrupted there. */
      readonly abort?: Passing
      readonly barrier?: Barrier
    }
  | { readonly act: 'verify'; readonly repair?: boolean; readonly barrier?: Barrier }
  | { readonly act: 'rebuild-ledger'; readonly barrier?: Barrier }
  | { readonly act: 'status' | 'history' | 'files' }
  | { readonly act: 'path'; readonly reference: string }

/** Touches the file `here`, then waits until the file `go` exists. */
export interface Barrier {
  readonly here: string
  readonly go: string
}

export interface Passing {
  readonly row: CommitRow
  readonly time: number
}

export interface Answers {
  readonly materialize: Outcome
  readonly status: StatusDocument
  readonly verify: VerifyDocument
  readonly 'rebuild-ledger': RebuildDocument
  /** By asset. */
  readonly history: Readonly<Record<string, HistoryDocument['versions']>>
  readonly path: PathDocument
  readonly files: Files
}

export type Answer = { readonly [K in keyof Answers]: { readonly act: K; readonly answer: Answers[K] } }[keyof Answers] | Failed

export interface Failed {
  readonly act: 'failed'
  readonly code: ErrorCode
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}
