/** A window reads the upstream windows of its own time and of the time that leads up to it. */

import type { TimeMapping } from './law/connects.ts'
import { badStep, isStep } from './window/is-step.ts'
import { windowMapping } from './window/window-mapping.ts'

/**
 * Reads the window itself and the `n - 1` before it, counted in windows of the set that reads. The upstream may have windows of any other
 * length or zone: `last(7)` of days reads all hours of the seven days. Windows before the start of the upstream set are cut off, and the
 * answer is *short*. Those that share time with the window itself are missing instead, and so are all that do not exist yet.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` where `n` is not a whole number from 1 to 1,000,000.
 *
 * @example
 * ```ts
 * inputs: { week: from(flights, { partitions: last(7) }) }
 * ```
 */
export function last(n: number): TimeMapping<'many'> {
  if (!isStep(n) || n < 1)
    throw badStep('last', [n], 'it counts the window itself and those before it', 'give a whole number of at least 1, such as last(7)')
  return windowMapping(`last(${n})`, 'many', { first: 1 - n, last: 0 })
}
