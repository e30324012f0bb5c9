/** The set of an asset that is one piece: a single partition with the empty key. */
import { requireOrdinal } from '../ordinal/require-ordinal.ts'
import type { Partition, PartitionKey, PartitionSet, PartitionsAsOf } from '../partition-set.ts'

export type Unpartitioned = PartitionSet<'none', undefined>

/** What an asset has that names no partitions: one partition, with key `''` and value `undefined`. */
export const unpartitioned: Unpartitioned = {
  kind: 'none',
  dimensions: [],
  asOf: now => single(now),
}

export function isUnpartitioned(set: PartitionSet): set is Unpartitioned {
  return set.kind === 'none'
}

function single(now: number): PartitionsAsOf<undefined> {
  return {
    set: unpartitioned,
    now,
    count: 1,
    at(ordinal): Partition<undefined> {
      requireOrdinal(ordinal, 1)
      return { key: '' as PartitionKey, ordinal, parts: [], value: undefined }
    },
    ordinalOf: key => (key === '' ? 0 : undefined),
  }
}
