/** True where windows of two time sets begin at the same local times of one clock. */

import { isSameZone } from '../clock/zone.ts'
import type { TimeSet } from '../time-set.ts'

export function haveSameGrid(one: TimeSet, other: TimeSet): boolean {
  return (
    one.kind === other.kind &&
    JSON.stringify(one.cadence.grid) === JSON.stringify(other.cadence.grid) &&
    isSameZone(one.timezone, other.timezone)
  )
}
