/** What a pointer names, where it was made for the windows that its key stands for now: the data of another window is as good as none. */
import type { Partition } from '@varve/partitions'
import type { Materialization } from '../ledger/records.ts'
import { windowsOf } from '../version/partition-windows.ts'

export function madeFor(partition: Partition, current: Materialization | undefined): Materialization | undefined {
  if (!current?.windows) return current
  const windows = windowsOf(partition)
  const isSame = current.windows.every(
    ({ dimension, start, end }, index) =>
      dimension === windows[index]?.dimension && start === windows[index].start && end === windows[index].end,
  )
  return isSame && windows.length === current.windows.length ? current : undefined
}
