/** An endless, increasing sequence of whole numbers by rank, in both directions: the days of a cadence or its local times, with no zone. */

export interface Sequence {
  /** The rank of the first member at or after a value. */
  rankOf(value: number): number
  at(rank: number): number
}

/** Every `step`; `origin` is one of the members. */
export function everyStep(step: number, origin: number): Sequence {
  return {
    rankOf: value => Math.ceil((value - origin) / step),
    at: rank => rank * step + origin,
  }
}
