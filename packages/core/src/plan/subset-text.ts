/** Partitions of one asset as selection text for people to read. */
import { firstOf, type PartitionSubset, shortSelection } from '@varve/partitions'

/** More than anybody reads. */
const rangesMax = 1_000

/** Cut where it would be long: then it selects nothing. */
export function textOf(partitions: PartitionSubset): string {
  return shortSelection(partitions, rangesMax).text
}

/** Text that a command takes: where that of all would be long, the first of them. */
export function selectionIn(partitions: PartitionSubset): string {
  const { text, isWhole } = shortSelection(partitions, rangesMax)
  return isWhole ? text : firstOf(partitions)!.key
}
