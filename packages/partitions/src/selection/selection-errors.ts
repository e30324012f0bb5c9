/** The errors of a selection: the item, the set it was read against, and the nearest item that would work. */
import { describe } from '../definition/describe.ts'
import { PartitionError, type Sentence } from '../errors.ts'
import type { PartitionsAsOf } from '../partition-set.ts'

/** The fix is to select something else. */
export type Reason = Omit<Sentence, 'fix'>

/** What a part of a selection is read against. */
export interface Reading<Of extends PartitionsAsOf = PartitionsAsOf> {
  readonly of: Of
  /** The dimension of a product that is read; undefined where the set is not a product, or the whole product is read. */
  readonly dimension?: string | undefined
}

export function badSelection(item: string, { of, dimension }: Reading, sentence: Sentence): PartitionError {
  return new PartitionError('BAD_SELECTION', {
    ...sentence,
    where: whereOf(item, dimension),
    details: { item, dimension: dimension ?? null, set: describe(of.set) },
  })
}

/** What would work instead. */
export interface Remedy {
  /** A key as it would be written in a selection. */
  readonly nearest?: string | undefined
  /** What else would help. */
  readonly act?: string | undefined
}

export function unknownPartition(key: string, { of, dimension }: Reading, reason: Reason, { nearest, act }: Remedy = {}): PartitionError {
  const set = describe(of.set)
  const fix = nearest === undefined ? `select from what exists: ${set}` : `the nearest partition is ${nearest}; the set is ${set}`
  return new PartitionError('UNKNOWN_PARTITION', {
    ...reason,
    where: whereOf(key, dimension),
    fix: act === undefined ? fix : `${fix}; ${act}`,
    details: { key, dimension: dimension ?? null, set, nearest: nearest ?? null },
  })
}

function whereOf(item: string, dimension: string | undefined): string {
  return dimension === undefined
    ? `selection item ${JSON.stringify(item)}`
    : `selection item ${JSON.stringify(item)} of dimension ${dimension}`
}
