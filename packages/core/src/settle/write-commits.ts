/** Row 8, first: the commit records of published groups that are not in the storage root yet, in ledger order. */
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Sequence } from '../ledger/records.ts'

/** @throws LEDGER_FORKED STORAGE_FAILED */
export async function writeCommits(ledger: Ledger, store: ArtifactStore, name: string): Promise<void> {
  const written: Sequence[] = []
  try {
    for (const { sequence, bytes } of await ledger.unwrittenCommits()) {
      await store.records.write(name, sequence, bytes)
      written.push(sequence)
    }
  } finally {
    if (written.length > 0) await ledger.settleCommits(written)
  }
}
