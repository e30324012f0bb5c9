/** The tree is never flushed: what was shown under an earlier boot is looked at by the first command after it. */

import { checkEntries } from './check-entries.ts'
import type { TreeDrain } from './drain-tree.ts'

const entriesAtOnce = 1000

/** What a power cut took is pending again. */
export async function checkOtherBoots({
  ledger,
  store,
  clock,
  here,
}: Pick<TreeDrain, 'ledger' | 'store' | 'clock' | 'here'>): Promise<void> {
  const { boot } = here
  if (boot === null || store.tree.mode === 'none') return
  for (;;) {
    const entries = await ledger.tree.ofOtherBoots(boot, entriesAtOnce)
    if (entries.length === 0) return
    await checkEntries({ ledger, store, clock, boot }, entries)
  }
}
