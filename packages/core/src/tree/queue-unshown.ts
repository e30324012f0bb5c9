/** What was published while the config made no tree is shown once it makes one. */
import type { TreeDrain } from './drain-tree.ts'

const entriesAtOnce = 1000

/** What nothing was shown for is pending again. */
export async function queueUnshown({ ledger, store }: Pick<TreeDrain, 'ledger' | 'store'>): Promise<void> {
  if (store.tree.mode === 'none') return
  for (;;) {
    const entries = await ledger.tree.unshown(entriesAtOnce)
    if (entries.length === 0) return
    await ledger.tree.showAgain(entries)
  }
}
