/** Records objects as lost, so that what they belong to counts as missing from then on. */
import type { Clock } from '../foundation/clock.ts'
import { VarveError } from '../foundation/errors.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Loss } from '../ledger/records.ts'

export interface Places {
  readonly ledger: Ledger
  readonly store: ArtifactStore
  readonly clock: Clock
}

/** `not ours`: the storage root does not answer with our id, so nothing is lost. `read-only`: they are lost, and nobody can note it here. */
export type Recorded = 'recorded' | 'not ours' | 'read-only'

/** The one way in which a loss is recorded: only where the storage root answers as ours. A disk that is not mounted has lost nothing. */
export async function recordLosses({ ledger, store, clock }: Places, losses: readonly Loss[]): Promise<Recorded> {
  if (losses.length === 0) return 'recorded'
  if (!(await isOurs({ ledger, store }))) return 'not ours'
  return (await ledger.noteLoss(losses, clock.now())) ? 'recorded' : 'read-only'
}

/** Asked after something was found missing or wrong, and before anything is done about it. @throws ROOT_MISSING */
export async function requireOurs(places: Pick<Places, 'ledger' | 'store'>): Promise<void> {
  if (!(await isOurs(places))) throw rootGone(places.store)
}

async function isOurs({ ledger, store }: Pick<Places, 'ledger' | 'store'>): Promise<boolean> {
  return (await store.root.owner())?.ledger === ledger.id
}

/** Nothing is concluded from a root that does not answer as ours. */
export function rootGone(store: ArtifactStore): VarveError {
  return new VarveError('ROOT_MISSING', {
    what: 'an object cannot be read, and the storage root does not say that it is the one of this ledger',
    where: store.uri,
    why: 'the root was moved, unmounted or replaced while the command was going on; nothing was recorded as lost',
    fix: 'put it back, and run again',
    details: { root: store.uri },
  })
}
