/** A window reads the upstream windows that share time with it, whatever their length and zone. */
import type { TimeMapping } from './law/connects.ts'
import { windowMapping } from './window/window-mapping.ts'

/**
 * Reads every upstream window that shares time with the window: the hours of a day, the day of an hour, the UTC days that a
 * week in Chicago touches. Windows that do not exist, before the start of the upstream set or not yet, are missing; those that `exclude`
 * leaves out are not read.
 *
 * @example
 * ```ts
 * inputs: { days: from(flights, { partitions: overlap }) }
 * ```
 */
export const overlap: TimeMapping<'many'> = windowMapping('overlap', 'many', { first: 0, last: 0 })
