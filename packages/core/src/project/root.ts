/** A storage root belongs to one ledger: claimed before the first write, and checked for a fork before user code runs. */
import { isVarveError, VarveError } from '../foundation/errors.ts'
import { sha256 } from '../foundation/hash.ts'
import type { Holder, Sequence } from '../ledger/records.ts'
import { showTree, writeCommits } from '../run/drain-outbox.ts'
import { settlerName } from '../run/settler.ts'
import type { Project } from './open-project.ts'

/** @throws ROOT_OWNED_BY_OTHER LEDGER_FORKED ROOT_VERSION_UNKNOWN */
export async function claimRoot(project: Project): Promise<void> {
  const { ledger, store } = project
  const owner = await store.claim(ledger.id)
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

/**
 * Finishes what published groups still owe to storage; every command that shows the tree or the ledger begins with it.
 *
 * @returns why part of the tree cannot be shown, which stays owed: the ledger answers all the same, and a new materialization may repair it.
 * @throws where a commit record cannot be written
 */
export async function settleOutbox(project: Project, here: Holder): Promise<VarveError | undefined> {
  const { ledger, store, random } = project
  const { commits, tree } = await ledger.outbox()
  if (commits.length === 0 && tree.length === 0) return undefined
  const owner = await store.owner()
  // a copy of a ledger owes nothing that the root still waits for: it would show what is no longer current
  if (owner?.ledger !== ledger.id || (await foreignCommit(project)) !== undefined) return undefined
  await writeCommits(ledger, store)
  const settler = settlerName(here, random)
  try {
    await showTree(tree, { ledger, store, holder: settler, boot: here.boot })
    return undefined
  } catch (error) {
    if (isRefusedByStorage(error)) return error
    throw error
  } finally {
    await store.sweep(settler)
  }
}

function isRefusedByStorage(error: unknown): error is VarveError {
  return isVarveError(error) && (error.code === 'OBJECT_MISSING' || error.code === 'STORAGE_FAILED')
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
