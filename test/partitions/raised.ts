/** The partition error that an act raises, for tests that look at its fields. */
import { isPartitionError, type PartitionError } from '@varve/partitions'

export function raised(act: () => unknown): PartitionError {
  try {
    act()
  } catch (error) {
    if (isPartitionError(error)) return error
    throw error
  }
  throw new Error('nothing was raised')
}
