/** A window reads the upstream window just before it. */
import type { TimeMapping } from './law/connects.ts'
import { windowAway } from './offset.ts'

/**
 * Reads the window before this one. At the start of the upstream set there is none: the input is `undefined` and *short*.
 *
 * @example
 * ```ts
 * inputs: { yesterday: from(flights, { partitions: previous }) }
 * ```
 */
export const previous: TimeMapping<'maybe'> = windowAway('previous', -1)
