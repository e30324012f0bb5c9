/** A window reads the one upstream window that lies some steps before or after it. */
import { PartitionError } from '../errors.ts'
import type { TimeMapping } from './connects.ts'
import { stepsMapping } from './steps-mapping.ts'

/**
 * Reads the window `n` steps later, or earlier where `n` is negative. Before the start of the upstream set there is none: the input is
 * `undefined` and *short*. A window past its end is missing.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` where `n` is not a whole number.
 *
 * @example
 * ```ts
 * inputs: { weekAgo: from(flights, { partitions: offset(-7) }) }
 * ```
 */
export function offset(n: number): TimeMapping<'maybe'> {
  if (!Number.isSafeInteger(n)) throw badOffset(n)
  return windowAway(`offset(${n})`, n)
}

/** The same under another name. */
export function windowAway(name: string, n: number): TimeMapping<'maybe'> {
  return stepsMapping(name, 'maybe', { first: n, last: n })
}

function badOffset(n: number): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `offset(${n}) is not a number of windows`,
    where: 'offset()',
    why: 'it counts windows from the one that reads: backwards where it is negative',
    fix: 'give a whole number, such as offset(-7)',
    details: { n },
  })
}
