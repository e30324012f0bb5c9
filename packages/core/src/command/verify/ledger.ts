/** Compares the ledger with the commit records of its storage root, and with its own facts. */
import { sha256 } from '../../foundation/hash.ts'
import type { ArtifactStore } from '../../io/artifact-store.ts'
import { readCommitRecord } from '../../ledger/commit-record.ts'
import { journalRow } from '../../ledger/facts.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { CommitEntry, Sequence } from '../../ledger/records.ts'
import type { LedgerSnapshot } from '../../ledger/snapshot.ts'
import { withSnapshot } from '../../ledger/with-snapshot.ts'

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
  const known = new Set<Sequence>()
  const ofRecords: LedgerDifference[] = []
  for await (const entries of entryPages(ledger)) {
    const stored: (Uint8Array | undefined)[] = []
    for (const { sequence } of entries) {
      known.add(sequence)
      stored.push(await store.records.read(sequence))
    }
    ofRecords.push(...(await withSnapshot(ledger, snapshot => recordDifferences(entries, stored, snapshot))))
  }
  const differences = [...(await unknownRecords({ ledger, store }, known)), ...ofRecords]
  for (const message of await ledger.audit()) differences.push({ sequence: null, message: `the ledger: ${message}` })
  return { ok: differences.length === 0, differences: shortened(differences) }
}

/** The bytes of so many records are held at once. */
const recordsAtOnce = 64

async function* entryPages(ledger: Ledger): AsyncGenerator<readonly CommitEntry[]> {
  for (let last = 0; ; ) {
    const after = last
    const page = await withSnapshot(ledger, snapshot => snapshot.commits(after, recordsAtOnce))
    if (page.length > 0) yield page
    if (page.length < recordsAtOnce) return
    last = page.at(-1)!.sequence
  }
}

async function recordDifferences(
  entries: readonly CommitEntry[],
  stored: readonly (Uint8Array | undefined)[],
  snapshot: LedgerSnapshot,
): Promise<readonly LedgerDifference[]> {
  const differences: LedgerDifference[] = []
  for (const [index, entry] of entries.entries()) {
    const message = storedDifference(entry, stored[index]) ?? (await factsDifference(entry, stored[index], snapshot))
    if (message !== undefined) differences.push({ sequence: entry.sequence, message })
  }
  return differences
}

/** The ledger is asked again, since other processes write while this one looks: first to the ledger, then to the root. */
async function unknownRecords({ ledger, store }: Looked, known: ReadonlySet<Sequence>): Promise<readonly LedgerDifference[]> {
  const others = (await store.records.sequences()).filter(sequence => !known.has(sequence))
  return withSnapshot(ledger, async snapshot => {
    const unknown: LedgerDifference[] = []
    for (const sequence of others) {
      if (await snapshot.commit(sequence)) continue
      unknown.push({ sequence, message: `commit record ${sequence} of the storage root is not in the ledger` })
    }
    return unknown
  })
}

function storedDifference({ sequence, sha256: wanted, settled }: CommitEntry, stored: Uint8Array | undefined): string | undefined {
  if (!stored) return settled ? `commit record ${sequence} is missing from the storage root` : undefined
  return sha256(stored) === wanted ? undefined : `commit record ${sequence} of the storage root has other bytes than the ledger recorded`
}

/** The stored bytes are those that were recorded: so whatever the ledger says otherwise was changed in the ledger. */
async function factsDifference(
  { sequence, format, sha256: wanted }: CommitEntry,
  stored: Uint8Array | undefined,
  snapshot: LedgerSnapshot,
): Promise<string | undefined> {
  const changed = `the facts of the ledger are not those that commit record ${sequence} holds`
  if (format === 2) return sha256((await snapshot.commitBytes(sequence))!) === wanted ? undefined : changed
  const record = stored && readCommitRecord(stored)
  if (!record) return undefined
  for (const row of record.rows) {
    const [fact] = await snapshot.facts(row.sequence - 1, row.sequence)
    if (!fact) return changed
    const { at, kind, body } = journalRow(fact)
    if (at !== row.at || kind !== row.kind || body !== row.body) return changed
  }
  return undefined
}

function shortened(differences: readonly LedgerDifference[]): readonly LedgerDifference[] {
  if (differences.length <= differencesMax) return differences
  const more = { sequence: null, message: `and ${differences.length - differencesMax} more differences` }
  return [...differences.slice(0, differencesMax), more]
}
