/** A storage root belongs to one ledger: claimed before the first write, and checked for a fork before user code runs. */
import { VarveError } from '../foundation/errors.ts'
import { drainOutbox } from '../run/drain-outbox.ts'
import type { Project } from './open-project.ts'

/** @throws ROOT_OWNED_BY_OTHER LEDGER_FORKED ROOT_VERSION_UNKNOWN */
export async function claimRoot(project: Project): Promise<void> {
  const { ledger, store } = project
  const owner = await store.claim(ledger.id)
  if (owner.ledger !== ledger.id) throw ownedByOther(project, owner.ledger)
  const last = await store.lastCommit()
  if (!last) return
  const own = await ledger.read(snapshot => snapshot.commit(last.sequence))
  if (own && Buffer.compare(own, last.bytes) === 0) return
  throw new VarveError('LEDGER_FORKED', {
    what: `the storage root holds commit ${last.sequence}, which this ledger did not write`,
    where: store.uri,
    why: 'the ledger was restored from a copy, or two copies of it wrote to one root',
    fix: 'nothing was written: put back the newer ledger file',
    details: { sequence: last.sequence, ledger: ledger.id },
  })
}

/** Finishes what published groups still owe to storage; every command that shows the tree or the ledger begins with it. */
export async function settleOutbox(project: Project, holder: string, boot: string | null): Promise<void> {
  const { ledger, store } = project
  const { commits, tree } = await ledger.outbox()
  if (commits.length === 0 && tree.length === 0) return
  const owner = await store.owner()
  if (owner?.ledger === ledger.id) await drainOutbox(ledger, store, holder, boot)
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
