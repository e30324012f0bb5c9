/** A window reads the upstream windows that lie some steps before or after it. */

import type { TimeMapping } from './law/connects.ts'
import { badStep, isStep } from './window/is-step.ts'
import { windowMapping } from './window/window-mapping.ts'

/**
 * Reads the window `n` steps later, or earlier where `n` is negative. Before the start of the upstream set there is none: the input is
 * `undefined` and *short*. A window past its end is missing. Both sets share their windows; where they do not, use two numbers.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` where `n` is not a whole number from -1,000,000 to 1,000,000.
 *
 * @example
 * ```ts
 * inputs: { weekAgo: from(flights, { partitions: offset(-7) }) }
 * ```
 */
export function offset(n: number): TimeMapping<'maybe'>
/**
 * Reads the windows from `first` to `last` steps away, both included, counted in windows of the set that reads: `last(n)` is
 * `offset(1 - n, 0)`. The upstream may have windows of any other length or zone.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` where they are not whole numbers from -1,000,000 to 1,000,000, and where `last` is less than `first`.
 *
 * @example
 * ```ts
 * inputs: { weekBefore: from(flights, { partitions: offset(-7, -1) }) }
 * ```
 */
export function offset(first: number, last: number): TimeMapping<'many'>
export function offset(first: number, last?: number): TimeMapping<'maybe' | 'many'> {
  const given = last === undefined ? [first] : [first, last]
  if (!given.every(isStep)) throw badStep('offset', given, ...wholeNumbers)
  if (last === undefined) return windowAway(`offset(${first})`, first)
  if (last < first) throw badStep('offset', given, 'it goes from the earlier window to the later one', `write offset(${last}, ${first})`)
  return windowMapping(`offset(${first}, ${last})`, 'many', { first, last })
}

/** The one window `n` steps away, as a mapping of this name. */
export function windowAway(name: string, n: number): TimeMapping<'maybe'> {
  return windowMapping(name, 'maybe', { first: n, last: n })
}

const wholeNumbers = [
  'it counts windows from the one that reads: backwards where it is negative',
  'give whole numbers, such as offset(-7) or offset(-7, -1)',
] as const
