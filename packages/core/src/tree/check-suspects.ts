/** Compares the paths whose claim was taken over from a holder that may still act: it may have shown something old since. */
import { askFrom } from '../ledger/holder.ts'
import type { TreeSuspect } from '../ledger/tree-ledger.ts'
import type { TreeDrain } from './drain-tree.ts'
import { treeFolder } from './folders.ts'
import { stampOf } from './show-artifact.ts'

/** What differs is pending again. A path is under suspicion until its holder is known to be dead, and is compared once after that. */
export async function checkSuspects({ ledger, store, here }: Pick<TreeDrain, 'ledger' | 'store' | 'here'>): Promise<void> {
  const suspects = await ledger.tree.suspects()
  if (suspects.length === 0) return
  const ask = askFrom(here)
  const over = suspects.filter(({ holder }) => ask(holder) === 'dead') // asked before the tree is looked at
  const differing: TreeSuspect[] = []
  for (const suspect of suspects) {
    const isOver = over.includes(suspect)
    // whoever shows a pending path may have done so before the holder died
    if (suspect.pending ? isOver : await isWrong(suspect, store)) differing.push(suspect)
  }
  await ledger.tree.showAgain(differing)
  await ledger.tree.clearSuspects([...new Set(over.map(({ token }) => token))])
}

async function isWrong(
  { environment, folder, names, stamp, hidden }: TreeSuspect,
  store: Pick<TreeDrain, 'store'>['store'],
): Promise<boolean> {
  if (store.tree.mode === 'none') return false
  const found = await stampOf(store.tree, treeFolder({ environment, folder }), names)
  return hidden ? found !== undefined : found !== stamp
}
