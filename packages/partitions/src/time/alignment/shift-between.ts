/** What to add to an index of one set of windows to get the index of the same window in another of the same cadence, zone and dates left out. */
import type { Windows } from '../window/windows.ts'

export function shiftBetween(from: Windows, to: Windows): number {
  const [start, otherStart] = [from.at(0).start, to.at(0).start]
  return start >= otherStart ? to.indexFrom(start) : -from.indexFrom(otherStart)
}
