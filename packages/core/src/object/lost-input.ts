/** What a reader reports where the bytes that it reads are gone. */
import { isVarveError, VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import type { Loss, Materialization } from '../ledger/records.ts'
import { materializeCommand } from '../plan/fix-of-cause.ts'
import { type Places, recordLosses } from './record-losses.ts'

/** What an error of reading says about an object that is gone or wrong. */
export interface LostObject extends Loss {
  /** Where it was looked for. */
  readonly where: string | null
}

export function lostObject(error: unknown): LostObject | undefined {
  if (!isVarveError(error) || (error.code !== 'OBJECT_MISSING' && error.code !== 'OBJECT_CORRUPT')) return undefined
  const { sha256 } = error.details
  const found = error.code === 'OBJECT_MISSING' ? 'missing' : 'corrupt'
  return typeof sha256 === 'string' ? { sha256, found, where: error.where ?? null } : undefined
}

/** For a reader whose bytes are gone: whose they are, and how they come back. Any other error stays as it is. */
export async function lostInput(
  error: unknown,
  { asset, partition }: Pick<Materialization, 'asset' | 'partition'>,
  environment: string,
  places: Places,
): Promise<unknown> {
  const lost = lostObject(error)
  return (lost && (await recordLostRead({ ...lost, asset, partition }, environment, places, error))) ?? error
}

/** Records the loss. @returns undefined where the storage root is not ours, so that nothing is lost */
export async function recordLostRead(
  { asset, partition, sha256, found, where }: LostObject & Pick<Materialization, 'asset' | 'partition'>,
  environment: string,
  places: Places,
  cause?: unknown,
): Promise<VarveError | undefined> {
  const recorded = await recordLosses(places, [{ sha256, found }])
  if (recorded === 'not ours') return undefined
  const command = materializeCommand(asset, partition, environment)
  const state = found === 'missing' ? 'its object is not in storage' : 'its object does not have the content of its name'
  return new VarveError(found === 'missing' ? 'OBJECT_MISSING' : 'OBJECT_CORRUPT', {
    what: `the bytes of ${referenceText(asset, partition)} are lost`,
    where: where ?? undefined,
    ...(recorded === 'recorded'
      ? {
          why: `${state}; it counts as missing now, and ${command} makes it again`,
          fix: `${command}, then run this again; without --partitions, materialize makes all that is lost`,
        }
      : {
          why: `${state}; the ledger cannot be written here, so this is not recorded`,
          fix: `where the ledger can be written, run varve verify, which records what is lost, and then ${command}`,
        }),
    details: { ...(isVarveError(cause) ? cause.details : { sha256 }), asset, partition },
    cause,
  })
}
