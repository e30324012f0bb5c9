/** True where two time sets leave out the same dates, as far as is known without asking their calendars. */
import type { PartitionSet } from '../../partition-set.ts'
import type { Exclude } from '../day/exclude.ts'
import { isTimeSet } from '../time-set.ts'

export function haveSameDates(one: PartitionSet, other: PartitionSet): boolean {
  if (!isTimeSet(one) || !isTimeSet(other) || one.exclude === other.exclude) return true
  return textOf(one.exclude) === textOf(other.exclude) && one.exclude?.calendar === other.exclude?.calendar
}

function textOf(exclude: Exclude | undefined): string {
  return [...new Set(exclude?.dates), '', ...new Set(exclude?.weekdays)].sort().join()
}
