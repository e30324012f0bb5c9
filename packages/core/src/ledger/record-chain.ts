/** Reads the commit records of a storage root in order, each checked against the one before; an altered one is taken from the old ledger if that has it. */
import { VarveError } from '../foundation/errors.ts'
import { sha256 } from '../foundation/hash.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import { type ReadRecord, type RecordLink, readCommitRecord } from './commit-record.ts'
import type { CommitEntry, Sequence } from './records.ts'

export interface ChainedRecord {
  readonly record: ReadRecord
  readonly sha256: string
  readonly bytes: Uint8Array
  /** The root does not have these bytes, and should. */
  readonly isRestored: boolean
}

/** What a ledger beside the config knows of the records that were in the root. */
export interface KnownRecords {
  readonly entries: readonly CommitEntry[]
  recordBytes(sequence: Sequence): Uint8Array | undefined
}

/** @throws COMMIT_RECORD_DAMAGED for the first record that is missing, altered or another's and cannot be restored */
export async function* recordChain(store: ArtifactStore, ledger: string, known: KnownRecords | undefined): AsyncIterable<ChainedRecord> {
  const expected = new Map(known?.entries.filter(({ settled }) => settled).map(entry => [entry.sequence, entry.sha256]))
  let before: RecordLink | null = null
  for (const sequence of await sequencesIn(store, expected.keys())) {
    const found = await store.records.read(sequence)
    const wanted = expected.get(sequence)
    const bytes = isOf(found, wanted) ? found : known?.recordBytes(sequence)
    const record = bytes && readCommitRecord(bytes)
    if (!bytes || !isOf(bytes, wanted) || !record) throw damaged(store, sequence, before, found ? 'altered' : 'missing')
    if (record.sequence !== sequence || record.ledger !== ledger) throw strayRecord(store, sequence, record, ledger)
    if (record.format === 2 && !isSameLink(record.previous, before)) throw brokenLink(store, record, before)
    before = { sequence, sha256: sha256(bytes) }
    yield { record, sha256: before.sha256, bytes, isRestored: bytes !== found }
  }
}

/** @param wanted undefined where no ledger says which bytes a record has. */
function isOf(bytes: Uint8Array | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || (bytes !== undefined && sha256(bytes) === wanted)
}

/** Those in the root, and those that were in it. */
async function sequencesIn(store: ArtifactStore, expected: Iterable<Sequence>): Promise<readonly Sequence[]> {
  const all = new Set(expected)
  for (const sequence of await store.records.sequences()) all.add(sequence)
  return [...all].sort((a, b) => a - b)
}

function isSameLink(one: RecordLink | null, other: RecordLink | null): boolean {
  return one?.sequence === other?.sequence && one?.sha256 === other?.sha256
}

/** The record names another record than the one that was read before it. */
function brokenLink(store: ArtifactStore, { sequence, previous }: ReadRecord, before: RecordLink | null): VarveError {
  if (previous && previous.sequence !== before?.sequence) return damaged(store, previous.sequence, before, 'missing')
  return previous ? damaged(store, previous.sequence, null, 'altered') : damaged(store, sequence, before, 'altered')
}

/** What lies there is whole, and belongs elsewhere: moving later records away would lose what they hold. */
function strayRecord(store: ArtifactStore, sequence: Sequence, record: ReadRecord, ledger: string): VarveError {
  const whose =
    record.ledger === ledger ? `record ${record.sequence} of this ledger` : `record ${record.sequence} of ledger ${record.ledger}`
  return new VarveError('COMMIT_RECORD_DAMAGED', {
    what: `commit record ${sequence} is ${whose}, copied here under this name`,
    where: store.uri,
    why: `the storage root is that of ledger ${ledger}, whose records lie under their own numbers`,
    fix: `move ${commitName(sequence)} away, that file alone, and run again: if a record of this ledger is missing then, the error says so`,
    details: { sequence, how: 'stray', ledger: record.ledger, number: record.sequence },
  })
}

function damaged(store: ArtifactStore, sequence: Sequence, before: RecordLink | null, how: 'missing' | 'altered'): VarveError {
  const whole = before ? `the records up to ${before.sequence} are whole` : 'it cannot be said which of the records before it are whole'
  return new VarveError('COMMIT_RECORD_DAMAGED', {
    what: `commit record ${sequence} is ${how}, and no ledger is here that has it`,
    where: store.uri,
    why: `each record names the one before by its hash, and this one does not fit; ${whole}`,
    fix: `put ${commitName(sequence)} back from a backup of the storage root; or move it and all later ones away and run again: what they recorded is then made again`,
    details: { sequence, how, whole: before?.sequence ?? null },
  })
}

/** As storage names it. */
function commitName(sequence: Sequence): string {
  return `.varve/commits/${String(sequence).padStart(16, '0')}`
}
