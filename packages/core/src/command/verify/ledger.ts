/** Compares the ledger with the commit records of its storage root, and with its own facts. */
import { sha256 } from '../../foundation/hash.ts'
import type { ArtifactStore } from '../../io/artifact-store.ts'
import { readCommitRecord } from '../../ledger/commit-record.ts'
import { journalRow } from '../../ledger/facts.ts'
import type { Ledger, LedgerSnapshot } from '../../ledger/ledger.ts'
import type { CommitEntry } from '../../ledger/records.ts'

export interface VerifiedLedger {
  readonly ok: boolean
  readonly differences: readonly LedgerDifference[]
}

export interface LedgerDifference {
  /** Of the commit record that it is about; null where it is about the ledger alone. */
  readonly sequence: number | null
  readonly message: string
}

/** More of them say no more. */
const differencesMax = 100

/** What of a project it looks at. */
interface Looked {
  readonly ledger: Ledger
  readonly store: Pick<ArtifactStore, 'records'>
}

export async function verifyLedger({ ledger, store }: Looked): Promise<VerifiedLedger> {
  const entries = await ledger.read(snapshot => snapshot.commits())
  const differences = [...(await unknownRecords({ ledger, store }, new Set(entries.map(({ sequence }) => sequence))))]
  for (const entry of entries) {
    const stored = await store.records.read(entry.sequence)
    const message = storedDifference(entry, stored) ?? (await ledger.read(snapshot => factsDifference(entry, stored, snapshot)))
    if (message !== undefined) differences.push({ sequence: entry.sequence, message })
  }
  for (const message of await ledger.audit()) differences.push({ sequence: null, message: `the ledger: ${message}` })
  return { ok: differences.length === 0, differences: shortened(differences) }
}

/** The ledger is asked again, since other processes write while this one looks: first to the ledger, then to the root. */
async function unknownRecords({ ledger, store }: Looked, known: ReadonlySet<number>): Promise<readonly LedgerDifference[]> {
  const others: number[] = []
  for (const sequence of await store.records.sequences()) if (!known.has(sequence)) others.push(sequence)
  const unknown = await ledger.read(snapshot => others.filter(sequence => snapshot.commit(sequence) === undefined))
  return unknown.map(sequence => ({ sequence, message: `commit record ${sequence} of the storage root is not in the ledger` }))
}

function storedDifference({ sequence, sha256: wanted, settled }: CommitEntry, stored: Uint8Array | undefined): string | undefined {
  if (!stored) return settled ? `commit record ${sequence} is missing from the storage root` : undefined
  return sha256(stored) === wanted ? undefined : `commit record ${sequence} of the storage root has other bytes than the ledger recorded`
}

/** The stored bytes are those that were recorded: so whatever the ledger says otherwise was changed in the ledger. */
function factsDifference(entry: CommitEntry, stored: Uint8Array | undefined, snapshot: LedgerSnapshot): string | undefined {
  const { sequence, format } = entry
  const changed = `the facts of the ledger are not those that commit record ${sequence} holds`
  if (format === 2) return sha256(snapshot.commitBytes(sequence)!) === entry.sha256 ? undefined : changed
  const record = stored && readCommitRecord(stored)
  if (!record) return undefined
  const isHeld = record.rows.every(row => {
    const [fact] = snapshot.facts(row.sequence - 1, row.sequence)
    if (!fact) return false
    const { at, kind, body } = journalRow(fact)
    return at === row.at && kind === row.kind && body === row.body
  })
  return isHeld ? undefined : changed
}

function shortened(differences: readonly LedgerDifference[]): readonly LedgerDifference[] {
  if (differences.length <= differencesMax) return differences
  const more = { sequence: null, message: `and ${differences.length - differencesMax} more differences` }
  return [...differences.slice(0, differencesMax), more]
}
