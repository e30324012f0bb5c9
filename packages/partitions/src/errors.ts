/** What went wrong with a definition, a selection or a mapping: what, where, why and how to fix it, with the facts as fields. */

const mark = Symbol.for('varve.PartitionError')

/**
 * Stable codes.
 *
 * - `BAD_PARTITION_DEFINITION`: a set or mapping was defined with something impossible (2001-02-30, an unknown zone, `end` before `start`).
 * - `UNKNOWN_PARTITION`: a key, or an ordinal of a written subset, that no existing partition has.
 * - `BAD_SELECTION`: selection text that is not valid for this set.
 * - `PARTITIONS_DO_NOT_FIT`: a mapping between two sets that it cannot connect.
 * - `DYNAMIC_KEYS_NEEDED`: the partitions of a dynamic set were asked for without a look at its keys.
 * - `BAD_SUBSET_FORM`: a written subset that was damaged, or written in a way that this version does not know.
 * - `SUBSET_OF_OTHER_PARTITIONS`: a written subset that is read against partitions with another numbering.
 * - `MAPPING_BREAKS_LAW`: a mapping that a user wrote answers against the laws of mappings; `details` holds a counterexample.
 * - `MAPPING_FAILED`: a function of a mapping that a user wrote threw; `cause` is what it threw.
 * - `INVARIANT_BROKEN`: a promise between callers and this package was broken, such as joining subsets of different sets.
 */
export type PartitionErrorCode =
  | 'BAD_PARTITION_DEFINITION'
  | 'UNKNOWN_PARTITION'
  | 'BAD_SELECTION'
  | 'PARTITIONS_DO_NOT_FIT'
  | 'DYNAMIC_KEYS_NEEDED'
  | 'BAD_SUBSET_FORM'
  | 'SUBSET_OF_OTHER_PARTITIONS'
  | 'MAPPING_BREAKS_LAW'
  | 'MAPPING_FAILED'
  | 'INVARIANT_BROKEN'

/** What went wrong, why, and what to do about it. */
export interface Sentence {
  /** One sentence that is clear without the others, as in a log. */
  readonly what: string
  readonly why: string
  readonly fix: string
}

export interface PartitionErrorFacts extends Sentence {
  /** The option, key or term at fault. */
  readonly where?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * The one error class of this package. Recognise it with {@link isPartitionError}: two copies of a package break `instanceof`.
 *
 * @example
 * ```ts
 * try { daily({ start: '2001-02-30' }) } catch (error) { if (isPartitionError(error)) console.error(error.code, error.fix) }
 * ```
 */
export class PartitionError extends Error {
  override readonly name = 'PartitionError'
  readonly code: PartitionErrorCode
  /** The first of the four parts; `message` holds all of them. */
  readonly what: string
  readonly where: string | undefined
  readonly why: string
  readonly fix: string
  readonly details: Readonly<Record<string, unknown>>
  readonly [mark] = true

  constructor(code: PartitionErrorCode, facts: PartitionErrorFacts) {
    super(inFourParts(code, facts), facts.cause === undefined ? undefined : { cause: facts.cause })
    this.code = code
    this.what = facts.what
    this.where = facts.where
    this.why = facts.why
    this.fix = facts.fix
    this.details = facts.details ?? {}
  }
}

/** Recognises an error of this package also across two installed copies of it, where `instanceof` fails. */
export function isPartitionError(error: unknown): error is PartitionError {
  return typeof error === 'object' && error !== null && mark in error
}

/** An error as people read it: its code and what happened, then a line for each other part that is known. */
export function inFourParts(code: string, { what, where, why, fix }: { readonly what: string } & Parts): string {
  const lines = [`${code}  ${what}`]
  if (where) lines.push(`  where  ${where}`)
  if (why) lines.push(`  why    ${why}`)
  if (fix) lines.push(`  fix    ${fix}`)
  return lines.join('\n')
}

type Parts = { readonly [part in 'where' | 'why' | 'fix']?: string | undefined }
