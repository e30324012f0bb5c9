/** The error for a mapping whose function, written by a user, has thrown. */
import { PartitionError } from '../../errors.ts'

/** @param about what the function was asked about, as text. */
export function mappingFailed(mapping: string, side: 'upstream' | 'downstream' | 'refusal', about: string, cause: unknown): PartitionError {
  return new PartitionError('MAPPING_FAILED', {
    what: `The mapping ${mapping} failed for ${about}`,
    where: `mapping ${mapping}, ${side}()`,
    why: cause instanceof Error && cause.message !== '' ? cause.message : String(cause),
    fix: `correct the function ${side} of customMapping(), or return ${side === 'refusal' ? 'undefined where the two sets fit' : 'an empty list where there are no keys'}`,
    details: { mapping, function: side },
    cause,
  })
}
