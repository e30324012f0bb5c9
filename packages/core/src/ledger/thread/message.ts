/** What passes between a ledger's thread and whoever asks it: plain values, and errors as plain values. */
import type { ErrorCode } from '../../foundation/codes.ts'
import { isVarveError, VarveError } from '../../foundation/errors.ts'
import type { LedgerAddress } from '../ledger.ts'
import type { Sequence } from '../records.ts'

/** What the thread is started with. */
export interface ThreadOrders {
  readonly address: LedgerAddress
  /** @see Presence */
  readonly presence: SharedArrayBuffer
}

/** `of`: the number of an open snapshot, or which part of the ledger is asked. */
export interface Call {
  readonly number: number
  readonly of: 'ledger' | 'tree' | number
  readonly method: string
  readonly values: readonly unknown[]
}

export type Answer =
  | { readonly kind: 'value'; readonly number: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly number: number; readonly error: ErrorMessage }

/** The answer to opening: of the ledger its id, of a snapshot its number and sequence. */
export interface OpenedLedger {
  readonly id: string
}

export interface OpenedSnapshot {
  readonly snapshot: number
  readonly sequence: Sequence
}

/** A thrown error; the cause of one of ours is kept as text. */
export type ErrorMessage =
  | { readonly kind: 'plain'; readonly name: string; readonly message: string; readonly stack: string | undefined }
  | {
      readonly kind: 'varve'
      readonly code: ErrorCode
      readonly what: string
      readonly where: string | undefined
      readonly why: string | undefined
      readonly fix: string
      readonly details: Readonly<Record<string, unknown>>
      readonly cause: ErrorMessage | undefined
    }

export function errorMessage(error: unknown): ErrorMessage {
  if (isVarveError(error)) {
    const { code, what, where, why, fix, details, cause } = error
    return { kind: 'varve', code, what, where, why, fix, details, cause: cause === undefined ? undefined : errorMessage(cause) }
  }
  if (error instanceof Error) return { kind: 'plain', name: error.name, message: error.message, stack: error.stack }
  return { kind: 'plain', name: 'Error', message: String(error), stack: undefined }
}

export function errorOf(message: ErrorMessage): Error {
  if (message.kind === 'varve') {
    const { code, cause, ...facts } = message
    return new VarveError(code, { ...facts, cause: cause && errorOf(cause) })
  }
  const error = new Error(message.message)
  error.name = message.name
  if (message.stack !== undefined) error.stack = message.stack
  return error
}
