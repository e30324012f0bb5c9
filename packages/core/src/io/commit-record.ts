/** The commit record: the facts that a ledger recorded since the record before, as bytes in storage from which the ledger can be rebuilt. */
import { canonicalJson } from '../foundation/canonical.ts'
import type { JournalRow } from '../ledger/facts.ts'

/** Each record names the one before, so that a missing or altered record is found. */
export interface RecordLink {
  readonly sequence: number
  readonly sha256: string
}

export interface CommitRecord {
  readonly format: 2
  readonly ledger: string
  /** The sequence of its last fact. */
  readonly sequence: number
  readonly previous: RecordLink | null
  /** In ledger order. The first record after one of format 1 also holds the earlier facts that format 1 left out. */
  readonly facts: readonly { readonly sequence: number; readonly at: number; readonly kind: string; readonly body: unknown }[]
}

export interface RecordHead {
  readonly ledger: string
  readonly sequence: number
  readonly previous: RecordLink | null
}

/**
 * Canonical JSON of a {@link CommitRecord}, put together from bodies that are canonical already: two processes that write
 * the same record write the same bytes, and the ledger can compute them again.
 */
export function commitBytes({ ledger, sequence, previous }: RecordHead, rows: readonly JournalRow[]): Uint8Array {
  const facts = rows.map(
    ({ at, body, kind, sequence }) => `{"at":${at},"body":${body},"kind":${canonicalJson(kind)},"sequence":${sequence}}`,
  )
  const head = `"format":2,"ledger":${canonicalJson(ledger)},"previous":${canonicalJson(previous)},"sequence":${sequence}`
  return Buffer.from(`{"facts":[${facts.join(',')}],${head}}\n`, 'utf8')
}
