/** What state a storage root is in with regard to the ledger of its project: the one place that says so, before anything is said from either. */
import { isVarveError, VarveError } from '../foundation/errors.ts'
import { sha256 } from '../foundation/hash.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { RootOwner } from '../io/root-file.ts'
import type { Sequence } from '../ledger/records.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { ledgerMissing } from './ledger-missing.ts'
import type { Project } from './open-project.ts'
import { rootDamaged } from './root-damaged.ts'

export type RootState =
  /** `unclaimed`: nothing was ever written here, and the ledger has nothing that should be here. */
  | { readonly kind: 'ours' }
  | { readonly kind: 'unclaimed' }
  /** The ledger has commit records, and the root says nothing: another path, moved, or not mounted. */
  | { readonly kind: 'missing'; readonly newest: Sequence }
  /** There are commit records, and no root.json that says whose they are. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'owned by other'; readonly owner: string }
  /** The root is in use, and there is no ledger, or an empty one. */
  | { readonly kind: 'ledger missing'; readonly owner: string }
  /** The root's newest commit record is not the ledger's. */
  | { readonly kind: 'forked'; readonly sequence: Sequence }
  /** The ledger's newest commit record that was in the root is not there. */
  | { readonly kind: 'behind'; readonly sequence: Sequence; readonly last: Sequence | null }

type Looked = Pick<Project, 'ledger' | 'hasLedger'> & { readonly store: Pick<ArtifactStore, 'root' | 'records'> }

/** The ledger is asked before and after the root, since other processes write to both: first to the ledger, then to the root. */
export async function rootState({ ledger, store, hasLedger }: Looked): Promise<RootState> {
  const { empty, newest, settled } = await withSnapshot(ledger, async snapshot => ({
    empty: snapshot.sequence === 0,
    newest: (await snapshot.newestCommit('any'))?.sequence,
    settled: (await snapshot.newestCommit('settled'))?.sequence ?? 0,
  }))
  const owner = await ownerBesideRecords(store)
  if (owner === 'damaged') return { kind: 'damaged' }
  if (!owner) return newest === undefined ? { kind: 'unclaimed' } : { kind: 'missing', newest }
  if (owner.ledger !== ledger.id) {
    return !hasLedger || empty ? { kind: 'ledger missing', owner: owner.ledger } : { kind: 'owned by other', owner: owner.ledger }
  }
  const last = await store.records.last()
  if (last) {
    const own = await withSnapshot(ledger, snapshot => snapshot.commit(last.sequence))
    if (own?.sha256 !== sha256(last.bytes)) return { kind: 'forked', sequence: last.sequence }
  }
  return (last?.sequence ?? 0) < settled ? { kind: 'behind', sequence: settled, last: last?.sequence ?? null } : { kind: 'ours' }
}

/**
 * A root with records and without root.json has lost it. That file is looked for again, since another process may claim the root
 * meanwhile: first it writes root.json, then a record.
 */
async function ownerBesideRecords(store: Looked['store']): Promise<RootOwner | 'damaged' | undefined> {
  const owner = await readOwner(store)
  if (owner || !(await store.records.last())) return owner
  return (await readOwner(store)) ?? 'damaged'
}

/** `damaged`: root.json is there, and cannot be read. */
export async function readOwner(store: Pick<ArtifactStore, 'root'>): Promise<RootOwner | 'damaged' | undefined> {
  try {
    return await store.root.owner()
  } catch (error) {
    if (isVarveError(error) && error.code === 'ROOT_DAMAGED') return 'damaged'
    throw error
  }
}

/** The error of a state in which nothing true can be said or written; undefined where all is well. */
export function rootError(state: RootState, { store, ledger, ledgerPlace }: Project): VarveError | undefined {
  const where = store.uri
  switch (state.kind) {
    case 'ours':
    case 'unclaimed':
      return undefined
    case 'missing':
      return new VarveError('ROOT_MISSING', {
        what: `the storage root of this ledger is not here: the ledger goes up to commit record ${state.newest}, and there is no .varve/root.json`,
        where,
        why: `the disk is not mounted, the folder was moved or deleted, or the config now names another storage path; the ledger is ${ledgerPlace}`,
        fix: 'mount the disk or put the folder back, or name its new place in the config; to begin anew in an empty root, move the ledger away',
        details: { root: where, ledger: ledger.id, newest: state.newest },
      })
    case 'damaged':
      return rootDamaged(where)
    case 'owned by other':
      return new VarveError('ROOT_OWNED_BY_OTHER', {
        what: 'the storage root belongs to another ledger',
        where,
        why: `its root.json names ledger ${state.owner}, and the ledger ${ledgerPlace} is ${ledger.id}`,
        fix: 'use the ledger that owns the root, or give this project a storage root of its own',
        details: { owner: state.owner, ledger: ledger.id },
      })
    case 'ledger missing':
      return ledgerMissing(where, ledgerPlace, state.owner)
    case 'forked':
      return new VarveError('LEDGER_FORKED', {
        what: `the newest commit record in the storage root, ${state.sequence}, is not the one that this ledger knows`,
        where,
        why: 'the ledger is an older copy, its write-ahead log was removed, or the record was altered',
        fix: 'run `varve rebuild-ledger`, which joins what the ledger and the storage root know; nothing was written',
        details: { sequence: state.sequence, ledger: ledger.id },
      })
    case 'behind':
      return new VarveError('ROOT_BEHIND', {
        what: `the storage root is older than the ledger: commit record ${state.sequence} was in it and is not there now`,
        where,
        why: `${state.last === null ? 'there is no commit record' : `the newest one is ${state.last}`}: the root was restored from a backup, or files were deleted`,
        fix: 'put the newer storage root back; or run `varve rebuild-ledger` to write the records again, then `varve verify` to find objects that are gone',
        details: { sequence: state.sequence, last: state.last, ledger: ledger.id },
      })
  }
}
