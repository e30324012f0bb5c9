/** Objects that are gone or wrong: recorded as lost, so that what they belong to counts as missing from then on. */

import type { Clock } from '../foundation/clock.ts'
import { isVarveError, VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import type { Artifact } from '../io/artifact.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Loss, Materialization } from '../ledger/records.ts'
import { materializeCommand } from '../plan/fix-of-cause.ts'

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

/** The objects of one run, before anything that exists becomes current again. */
export interface ObjectChecks {
  /** Hashes each object once for the run; what is wrong is set aside and recorded as lost. @throws ROOT_MISSING */
  areWhole(artifact: Artifact): Promise<boolean>
}

export function objectChecks(places: Places): ObjectChecks {
  const whole = new Set<string>()
  return {
    areWhole: async ({ members }) => {
      const losses: Loss[] = []
      for (const member of members) {
        if (whole.has(member.sha256)) continue
        const found = await places.store.objects.hash(member)
        if (found === 'ok') whole.add(member.sha256)
        else losses.push({ sha256: member.sha256, found })
      }
      if ((await recordLosses(places, losses)) !== 'recorded') throw rootGone(places.store)
      for (const member of members) {
        if (losses.some(({ sha256, found }) => sha256 === member.sha256 && found === 'corrupt')) await places.store.objects.setAside(member)
      }
      return losses.length === 0
    },
  }
}

/** The error for a reader whose bytes are gone: whose they are, and how they come back. Any other error stays as it is. */
export async function lostInput(
  error: unknown,
  { asset, partition }: Pick<Materialization, 'asset' | 'partition'>,
  environment: string,
  places: Places,
): Promise<unknown> {
  if (!isVarveError(error) || (error.code !== 'OBJECT_MISSING' && error.code !== 'OBJECT_CORRUPT')) return error
  const { sha256 } = error.details
  const found = error.code === 'OBJECT_MISSING' ? 'missing' : 'corrupt'
  if (typeof sha256 !== 'string') return error
  const recorded = await recordLosses(places, [{ sha256, found }])
  if (recorded === 'not ours') return error
  const command = materializeCommand(asset, partition, environment)
  const state = found === 'missing' ? 'its object is not in storage' : 'its object does not have the content of its name'
  return new VarveError(error.code, {
    what: `the bytes of ${referenceText(asset, partition)} are lost`,
    where: error.where,
    ...(recorded === 'recorded'
      ? {
          why: `${state}; it counts as missing now, and ${command} makes it again`,
          fix: `${command}, then run this again; without --partitions, materialize makes all that is lost`,
        }
      : {
          why: `${state}; the ledger cannot be written here, so this is not recorded`,
          fix: `where the ledger can be written, run varve verify, which records what is lost, and then ${command}`,
        }),
    details: { ...error.details, asset, partition },
    cause: error,
  })
}

function rootGone(store: ArtifactStore): VarveError {
  return new VarveError('ROOT_MISSING', {
    what: 'an object cannot be read, and the storage root does not say that it is the one of this ledger',
    where: store.uri,
    why: 'the root was moved, unmounted or replaced while the command was going on; nothing was recorded as lost',
    fix: 'put it back, and run again',
    details: { root: store.uri },
  })
}
