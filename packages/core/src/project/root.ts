/** A storage root belongs to one ledger: claimed before the first write, and checked for a fork before user code runs. */
import { VarveError } from '../foundation/errors.ts'
import { sha256 } from '../foundation/hash.ts'
import type { Holder, Sequence } from '../ledger/records.ts'
import { writeCommits } from '../run/drain-outbox.ts'
import { settlerName } from '../run/settler.ts'
import { checkOtherBoots } from '../tree/check-other-boots.ts'
import { checkSuspects } from '../tree/check-suspects.ts'
import { type Drained, drainTree } from '../tree/drain-tree.ts'
import type { Project } from './open-project.ts'

/** @throws ROOT_OWNED_BY_OTHER LEDGER_FORKED ROOT_VERSION_UNKNOWN */
export async function claimRoot(project: Project, here: Holder): Promise<void> {
  const { ledger, store } = project
  const owner = await asSettler(project, here, name => store.claim(name, ledger.id))
  if (owner.ledger !== ledger.id) throw ownedByOther(project, owner.ledger)
  const sequence = await foreignCommit(project)
  if (sequence === undefined) return
  throw new VarveError('LEDGER_FORKED', {
    what: `the storage root holds commit ${sequence}, which this ledger did not write`,
    where: store.uri,
    why: 'the ledger was restored from a copy, or two copies of it wrote to one root',
    fix: 'nothing was written: put back the newer ledger file',
    details: { sequence, ledger: ledger.id },
  })
}

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
  const owner = await store.owner()
  // a copy of a ledger has nothing to write that the root still waits for: it would show what is no longer current
  if (owner?.ledger !== ledger.id || (await foreignCommit(project)) !== undefined) return nothing
  return asSettler(project, here, async name => {
    const drain = { ledger, store, clock, name, here }
    await writeCommits(ledger, store, name)
    await checkSuspects(drain)
    await checkOtherBoots(drain)
    return drainTree(drain)
  })
}

/** For what is written outside a run: the temporary names tell which process they belong to. */
export async function asSettler<T>({ ledger, store, random }: Project, here: Holder, act: (name: string) => Promise<T>): Promise<T> {
  const name = settlerName(here, random, ledger.now())
  try {
    return await act(name)
  } finally {
    await store.sweep(name)
  }
}

async function hasWork({ ledger }: Project, { boot }: Holder): Promise<boolean> {
  if ((await ledger.tree.pending()) > 0 || (await ledger.unwrittenCommits()).length > 0) return true
  if (boot !== null && (await ledger.tree.ofOtherBoots(boot, 1)).length > 0) return true
  return (await ledger.tree.suspects()).length > 0
}

/** The sequence of the root's last commit where this ledger holds no such commit. */
async function foreignCommit({ ledger, store }: Project): Promise<Sequence | undefined> {
  const last = await store.lastCommit()
  if (!last) return undefined
  const own = await ledger.read(snapshot => snapshot.commit(last.sequence))
  return own?.sha256 === sha256(last.bytes) ? undefined : last.sequence
}

function ownedByOther({ store, ledger, base }: Project, owner: string): VarveError {
  return new VarveError('ROOT_OWNED_BY_OTHER', {
    what: 'the storage root belongs to another ledger',
    where: store.uri,
    why: `its root.json names ledger ${owner}, and the ledger beside ${base} is ${ledger.id}`,
    fix: 'use the ledger that owns the root, or give this project a storage root of its own',
    details: { owner, ledger: ledger.id },
  })
}
