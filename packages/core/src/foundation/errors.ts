/** The one error class: a stable code, facts as fields, and one sentence of four parts (what, where, why, fix). */
import { inFourParts } from '@varve/partitions'
import { codes, type ErrorCode, type ErrorFamily } from './codes.ts'

const mark = Symbol.for('varve.error')

export interface ErrorFacts {
  /** What went wrong, in a sentence that can be read alone in a log. */
  readonly what: string
  /** The place, in the reader's terms: an input, an asset's partition, a file. */
  readonly where?: string | undefined
  readonly why?: string | undefined
  /** What to do next. */
  readonly fix?: string | undefined
  /** The facts as fields; never secrets, never whole rows of data. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
  readonly cause?: unknown
}

/** Raised by every part of Varve. Catch it with {@link isVarveError}, then read `code` and `details`; never parse the message. */
export class VarveError extends Error {
  readonly [mark] = true
  readonly code: ErrorCode
  readonly what: string
  readonly where: string | undefined
  readonly why: string | undefined
  readonly fix: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, facts: ErrorFacts) {
    super(inFourParts(code, facts), facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'VarveError'
    this.code = code
    this.what = facts.what
    this.where = facts.where
    this.why = facts.why
    this.fix = facts.fix ?? (codes[code].family === 'Invariant' ? 'please report this with the text above' : '')
    this.details = facts.details ?? {}
  }

  get family(): ErrorFamily {
    return codes[this.code].family
  }

  get retryable(): boolean {
    return codes[this.code].retryable
  }
}

/** Recognises a Varve error also across two installed copies of the package, where `instanceof` fails. */
export function isVarveError(error: unknown): error is VarveError {
  try {
    return typeof error === 'object' && error !== null && mark in error
  } catch {
    return false // a proxy that throws when it is looked at
  }
}

/** What, where and why in one line, for records that hold no more. */
export function inOneLine({ what, where, why }: VarveError): string {
  return [what, where && `at ${where}`, why].filter(part => part).join('; ')
}

/** The `error` object of `--json` (cli.md). */
export interface ErrorDocument {
  readonly code: ErrorCode
  readonly family: ErrorFamily
  readonly message: string
  readonly where: string | null
  readonly why: string | null
  readonly fix: string | null
  readonly details: Readonly<Record<string, unknown>>
}

export function errorDocument(error: VarveError): ErrorDocument {
  const { code, family, what, details } = error
  return {
    code,
    family,
    message: what,
    where: error.where ?? null,
    why: error.why ?? null,
    fix: error.fix === '' ? null : error.fix,
    details,
  }
}
