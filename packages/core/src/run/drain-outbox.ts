/** Row 8: what published groups still owe to storage, the commit records first, then the tree. */
import type { ArtifactStore } from '../io/io-manager.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** Safe to run in several processes at once, and after a crash at any point. @param holder owns the temporary names. */
export async function drainOutbox(ledger: Ledger, store: ArtifactStore, holder: string, boot: string | null): Promise<void> {
  const { commits, tree } = await ledger.outbox()
  for (const { sequence, bytes } of commits) {
    await store.commit(sequence, bytes)
    await ledger.settleCommit(sequence)
  }
  if (tree.length === 0) return
  const entries = tree.map(({ environment, materialization }) => ({
    folder: `${environment}/${materialization.folder}`,
    artifact: materialization.artifact,
  }))
  await store.project(holder, entries, apply => ledger.settleTree(tree, boot, apply))
}
