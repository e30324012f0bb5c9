/** The time, as an argument: nothing in Varve reads the clock on its own. */
import type { Instant } from '@varve/partitions'

export interface Clock {
  now(): Instant
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that does not move, for tests: `frozenClock('2001-04-02T00:00:00Z')`. */
export function frozenClock(at: string | Instant | Date): Clock {
  const instant = typeof at === 'number' ? at : new Date(at).getTime()
  if (Number.isNaN(instant)) throw new RangeError(`frozenClock cannot read ${JSON.stringify(at)} as an instant`)
  return { now: () => instant }
}
