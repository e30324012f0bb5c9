/** Draws from a seed: the same seed gives the same history. */

export interface Draw {
  /** A whole number from 0 to below `end`. */
  below(end: number): number
  chance(probability: number): boolean
  /** Of a list that is not empty. */
  one<T>(list: readonly T[]): T
}

export function drawFrom(seed: number): Draw {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (end: number) => Math.floor(next() * end)
  return { below, chance: probability => next() < probability, one: list => list[below(list.length)]! }
}
