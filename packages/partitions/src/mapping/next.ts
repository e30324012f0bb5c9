/** A window reads the upstream window just after it. */
import type { TimeMapping } from './law/connects.ts'
import { windowAway } from './offset.ts'

/**
 * Reads the window after this one. While it does not exist it is missing, so that its reader waits for it.
 *
 * @example
 * ```ts
 * inputs: { tomorrow: from(flights, { partitions: next }) }
 * ```
 */
export const next: TimeMapping<'maybe'> = windowAway('next', 1)
