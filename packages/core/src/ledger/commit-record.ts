/** The commit record: the facts that a ledger recorded since the record before, as bytes in storage from which the ledger can be rebuilt. */
import { canonicalJson } from '../foundation/canonical.ts'
import type { JournalRow } from './facts.ts'

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
  return new TextEncoder().encode(`{"facts":[${facts.join(',')}],${head}}\n`)
}

/** A commit record as it is read back: {@link CommitRecord}, or what a record of format 1 says of it. */
export interface ReadRecord extends RecordHead {
  readonly format: 1 | 2
  readonly rows: readonly JournalRow[]
}

/** Undefined where the bytes are no commit record, or not exactly as they were written. */
export function readCommitRecord(bytes: Uint8Array): ReadRecord | undefined {
  try {
    return recordOf(JSON.parse(Buffer.from(bytes).toString('utf8')), bytes)
  } catch {
    return undefined // whatever the bytes hold, it is not a commit record
  }
}

function recordOf(record: { readonly [K in keyof CommitRecord]?: unknown } | null, bytes: Uint8Array): ReadRecord | undefined {
  if (!record || typeof record.ledger !== 'string' || typeof record.sequence !== 'number') return undefined
  if (record.format === 1) return isOfFormat1(record) ? { ...record, previous: null, rows: rowsOfFormat1(record) } : undefined
  if (record.format !== 2 || !Array.isArray(record.facts)) return undefined
  const { ledger, sequence, previous, facts } = record as CommitRecord
  const rows = facts.map(({ sequence, at, kind, body }) => ({ sequence, at, kind, body: canonicalJson(body) }))
  const isExact = Buffer.compare(commitBytes({ ledger, sequence, previous }, rows), bytes) === 0
  return isExact ? { format: 2, ledger, sequence, previous, rows } : undefined
}

/** What an older Varve wrote: materializations and pointers alone, of one group. */
interface RecordOfFormat1 {
  readonly format: 1
  readonly ledger: string
  readonly sequence: number
  readonly environment: string
  readonly run: string
  readonly at: number
  readonly materializations: readonly { readonly sequence: number }[]
  readonly pointers: readonly { readonly sequence: number }[]
}

function isOfFormat1(record: object): record is RecordOfFormat1 {
  return 'materializations' in record && Array.isArray(record.materializations) && 'pointers' in record && Array.isArray(record.pointers)
}

function rowsOfFormat1({ sequence, environment, run, at, materializations, pointers }: RecordOfFormat1): readonly JournalRow[] {
  const rows = [
    ...materializations.map(({ sequence, ...body }) => ({ sequence, at, kind: 'materialized', body: canonicalJson(body) })),
    ...pointers.map(({ sequence, ...body }) => ({ sequence, at, kind: 'pointer-moved', body: canonicalJson({ environment, ...body }) })),
  ]
  return [...rows.sort((a, b) => a.sequence - b.sequence), { sequence, at, kind: 'committed', body: canonicalJson({ environment, run }) }]
}
