/** How selection errors are put: the item, the set it was read against, and the nearest thing that would have worked. */
import { describe } from '../describe.ts'
import { PartitionError, type Sentence } from '../errors.ts'
import type { PartitionsAsOf } from '../partition-set.ts'

/** The fix is to select something else. */
export type Reason = Omit<Sentence, 'fix'>

export function badSelection(item: string, of: PartitionsAsOf, dimension: string | undefined, sentence: Sentence): PartitionError {
  return new PartitionError('BAD_SELECTION', {
    ...sentence,
    where: whereOf(item, dimension),
    details: { item, dimension: dimension ?? null, set: describe(of.set) },
  })
}

/** `nearest` is a key as it would be written in a selection; `remedy` says what else would help. */
export function unknownPartition(
  key: string,
  of: PartitionsAsOf,
  dimension: string | undefined,
  reason: Reason,
  nearest: string | undefined,
  remedy?: string,
): PartitionError {
  const set = describe(of.set)
  const fix = nearest === undefined ? `select from what exists: ${set}` : `the nearest partition is ${nearest}; the set is ${set}`
  return new PartitionError('UNKNOWN_PARTITION', {
    ...reason,
    where: whereOf(key, dimension),
    fix: remedy === undefined ? fix : `${fix}; ${remedy}`,
    details: { key, dimension: dimension ?? null, set, nearest: nearest ?? null },
  })
}

function whereOf(item: string, dimension: string | undefined): string {
  return dimension === undefined
    ? `selection item ${JSON.stringify(item)}`
    : `selection item ${JSON.stringify(item)} of dimension ${dimension}`
}
