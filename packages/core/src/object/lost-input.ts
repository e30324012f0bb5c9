/** What a reader reports where the bytes that it reads are gone. */
import { isVarveError, VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import type { Materialization } from '../ledger/records.ts'
import { materializeCommand } from '../plan/fix-of-cause.ts'
import { type Places, recordLosses } from './record-losses.ts'

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
