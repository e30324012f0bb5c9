/** Errors of the partitions package in this package's words. */
import { isPartitionError } from '@varve/partitions'
import { isVarveError, VarveError } from '../foundation/errors.ts'

/** Anything that is neither is returned as it came: it is not ours to explain. */
export function asVarveError(error: unknown): unknown {
  if (isVarveError(error) || !isPartitionError(error)) return error
  const { code, what, where, why, fix, details } = error
  return new VarveError(code, { what, where, why, fix, details, cause: error })
}
