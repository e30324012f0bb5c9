/** Binary search in sorted numbers. */

/** The index of the first value above a limit; their length where none is. */
export function firstAbove(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! > limit) high = middle
    else low = middle + 1
  }
  return low
}
