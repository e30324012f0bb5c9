/** A window reads the upstream windows that lead up to it, itself included. */
import { PartitionError } from '../errors.ts'
import type { TimeMapping } from './connects.ts'
import { stepsMapping } from './steps-mapping.ts'

/**
 * Reads the window itself and the `n - 1` before it. Windows before the start of the upstream set are cut, and the answer is *short*;
 * others that do not exist are missing.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` where `n` is not a whole number of at least 1.
 *
 * @example
 * ```ts
 * inputs: { week: from(flights, { partitions: last(7) }) }
 * ```
 */
export function last(n: number): TimeMapping<'many'> {
  if (!Number.isSafeInteger(n) || n < 1) throw badLength(n)
  return stepsMapping(`last(${n})`, 'many', { first: 1 - n, last: 0 })
}

function badLength(n: number): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `last(${n}) is not a number of windows`,
    where: 'last()',
    why: 'it counts the window itself and those before it',
    fix: 'give a whole number of at least 1, such as last(7)',
    details: { n },
  })
}
