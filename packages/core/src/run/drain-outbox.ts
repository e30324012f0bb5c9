/** Row 8: what published groups still owe to storage, the commit records first, then the tree. */
import type { ArtifactStore } from '../io/io-manager.ts'
import type { Ledger, Outbox } from '../ledger/ledger.ts'

/**
 * Safe to run in several processes at once, and after a crash at any point. What was owed when the run began was tried then:
 * an old entry that cannot be shown must not keep this run from publishing what repairs it.
 *
 * @param run owns the temporary names.
 * @throws OBJECT_MISSING STORAGE_FAILED LEDGER_FORKED, once everything else is settled
 */
export async function drainOutbox(ledger: Ledger, store: ArtifactStore, run: string, boot: string | null): Promise<void> {
  const { tree } = await ledger.outbox()
  await writeCommits(ledger, store)
  const began = await ledger.read(snapshot => snapshot.run(run)?.sequence ?? 0)
  const since = tree.filter(({ sequence }) => sequence > began)
  await showTree(since, { ledger, store, holder: run, boot })
}

/** Writes the records that are not in the storage root yet, oldest first. */
export async function writeCommits(ledger: Ledger, store: ArtifactStore): Promise<void> {
  for (const { sequence, bytes } of (await ledger.outbox()).commits) {
    await store.commit(sequence, bytes)
    await ledger.settleCommit(sequence)
  }
}

interface Showing {
  readonly ledger: Ledger
  readonly store: ArtifactStore
  /** Owns the temporary names. */
  readonly holder: string
  readonly boot: string | null
}

/** An entry that fails stays owed and does not keep the others back. @throws OBJECT_MISSING STORAGE_FAILED */
export async function showTree(tree: Outbox['tree'], { ledger, store, holder, boot }: Showing): Promise<void> {
  if (tree.length === 0) return
  const entries = tree.map(({ environment, materialization }) => ({
    folder: `${environment}/${materialization.folder}`,
    artifact: materialization.artifact,
  }))
  await store.project(holder, entries, apply => ledger.settleTree(tree, boot, apply))
}
