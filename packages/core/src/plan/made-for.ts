/** What a pointer names, where it was made for the windows that its key means now: data of another window does not count. */
import type { Partition } from '@varve/partitions'
import type { NamedWindow } from '../ledger/records.ts'

export function madeFor<T extends { readonly windows: readonly NamedWindow[] | null }>(
  partition: Partition,
  current: T | undefined,
): T | undefined {
  return current && areWindowsOf(partition, current.windows) ? current : undefined
}

/** @param windows null where an older Varve did not say. */
export function areWindowsOf({ parts }: Partition, windows: readonly NamedWindow[] | null): boolean {
  if (windows === null) return true
  let count = 0
  for (const { dimension, window } of parts) {
    if (!window) continue
    const found = windows[count]
    if (!found || found.dimension !== dimension || found.start !== window.start || found.end !== window.end) return false
    count += 1
  }
  return count === windows.length
}
