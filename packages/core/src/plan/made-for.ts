/** What a pointer names, where it was made for the windows that its key means now: data of another window does not count. */
import type { Partition } from '@varve/partitions'
import type { NamedWindow } from '../ledger/records.ts'
import { windowsOf } from '../version/partition-windows.ts'

export function madeFor<T extends { readonly windows: readonly NamedWindow[] | null }>(
  partition: Partition,
  current: T | undefined,
): T | undefined {
  return current && areWindowsOf(partition, current.windows) ? current : undefined
}

/** @param windows null where an older Varve did not say. */
export function areWindowsOf(partition: Partition, windows: readonly NamedWindow[] | null): boolean {
  if (windows === null) return true
  const present = windowsOf(partition)
  const isSame = windows.every(
    ({ dimension, start, end }, index) =>
      dimension === present[index]?.dimension && start === present[index].start && end === present[index].end,
  )
  return isSame && present.length === windows.length
}
