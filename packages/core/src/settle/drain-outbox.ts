/** Row 8: what published groups still have to write, the commit records first, then the tree. */
import { type Drained, drainQueued, type TreeDrain } from '../tree/drain-tree.ts'
import { writeCommits } from './write-commits.ts'

/**
 * Safe to run in several processes at once, and after a crash at any point. After each group of a run, whose end drains the tree once more.
 *
 * @throws LEDGER_FORKED STORAGE_FAILED where a commit record cannot be written; what cannot be shown is no error, and stays pending.
 */
export async function drainOutbox(drain: TreeDrain, after: number): Promise<Drained> {
  await writeCommits(drain.ledger, drain.store, drain.name)
  drain.passed?.('commit')
  return drainQueued(drain, after)
}
