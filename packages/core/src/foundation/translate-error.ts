/** Errors of the partitions package in this package's words. */
import { isPartitionError } from '@varve/partitions'
import { isVarveError, VarveError } from './errors.ts'

/** What the package could not know: where its answer was wanted. */
export interface Place {
  /** Comes before what the error says itself. */
  readonly where: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** Anything that is neither is returned as it came: it is not ours to explain. */
export function asVarveError(error: unknown, place?: Place): unknown {
  if (isVarveError(error) || !isPartitionError(error)) return error
  const { code, what, why, fix, details } = error
  const where = [place?.where, error.where].filter(part => part !== undefined).join(': ')
  return new VarveError(code, {
    what,
    ...(where === '' ? {} : { where }),
    why,
    fix,
    details: { ...details, ...place?.facts },
    cause: error,
  })
}
