/** Finishes what published groups have not written yet: commit records, then the tree, then bytes that were erased. */
import { finishErasures } from '../erase/finish-erasures.ts'
import type { Holder } from '../ledger/records.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import type { Project } from '../project/open-project.ts'
import { rootState } from '../project/root-state.ts'
import { asSettler } from '../staging/as-settler.ts'
import { checkOtherBoots } from '../tree/check-other-boots.ts'
import { checkSuspects } from '../tree/check-suspects.ts'
import { type Drained, drainTree } from '../tree/drain-tree.ts'
import { queueUnshown } from '../tree/queue-unshown.ts'
import { writeCommits } from './write-commits.ts'

/** What is still pending once everything was tried, and up to which number the tree's queue was tried. */
export type Settled = Pick<Drained, 'failures' | 'upTo'>

/**
 * Finishes what published groups have not written yet; every command that shows the tree or the ledger begins with it. What the tree
 * cannot show stays pending: the ledger answers all the same.
 *
 * @throws where a commit record cannot be written
 */
export async function settleOutbox(project: Project, here: Holder): Promise<Settled> {
  const { ledger, store, clock } = project
  const nothing = { failures: [], upTo: 0 }
  if (!(await hasWork(project, here))) return nothing
  // a copy of a ledger has nothing to write that the root still waits for: it would show what is no longer current
  if ((await rootState(project)).kind !== 'ours') return nothing
  return asSettler(project, here, async name => {
    const drain = { ledger, store, clock, name, here }
    await writeCommits(ledger, store, name)
    await checkSuspects(drain)
    await checkOtherBoots(drain)
    await queueUnshown(drain)
    const drained = await drainTree(drain)
    await finishErasures(project, here)
    return drained
  })
}

async function hasWork({ ledger, store }: Project, { boot }: Holder): Promise<boolean> {
  if ((await ledger.tree.pending()) > 0 || (await ledger.unwrittenCommits()).length > 0) return true
  if (boot !== null && (await ledger.tree.ofOtherBoots(boot, 1)).length > 0) return true
  if ((await ledger.tree.suspects()).length > 0) return true
  if (store.tree.mode !== 'none' && (await ledger.tree.unshown(1)).length > 0) return true
  return (await withSnapshot(ledger, snapshot => snapshot.removals())).length > 0
}
