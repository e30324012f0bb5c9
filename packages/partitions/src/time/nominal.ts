/** A cadence on a wall clock, with no zone: an endless sequence of local times, by rank. */
import type { LocalTime } from './offsets.ts'

export interface Nominal {
  /** The rank of the first local time at or after the given one. */
  rankOf(local: LocalTime): number
  at(rank: number): LocalTime
}

/** Every `step` milliseconds; `origin` is one of the times. */
export function everyStep(step: number, origin: LocalTime): Nominal {
  return {
    rankOf: local => Math.ceil((local - origin) / step),
    at: rank => rank * step + origin,
  }
}
