/** The longest path that any partition of a set can have, found without listing its partitions. */

import type { DynamicKeys, PartitionSet } from '../partition-set.ts'
import { isDynamicSegments } from '../set/dynamic.ts'
import { isProduct, slowestFirst } from '../set/product.ts'
import { isSegments } from '../set/segments.ts'
import { keyFormat, offsetText } from '../time/clock/key-format.ts'
import { isTimeSet } from '../time/time-set.ts'
import { folderOf } from './path.ts'

/**
 * A path as long as the longest that `pathOf` gives for a partition of the set, at any instant. No partition needs to have this very path.
 *
 * @param keys the keys of its dynamic sets; without it they count as empty.
 *
 * @example
 * ```ts
 * longestPath(product({ day: daily({ start: '2001-01-01' }), origin: segments(['ORD', 'Atlanta']) })).length   // 29
 * ```
 */
export function longestPath(set: PartitionSet, keys?: DynamicKeys): string {
  if (isProduct(set))
    return slowestFirst(set)
      .map(name => longestFolder(name, set.sets[name]!, keys))
      .join('/')
  const [only] = set.dimensions
  return only === undefined ? '' : longestFolder(only.name, set, keys)
}

function longestFolder(dimension: string, set: PartitionSet, keys: DynamicKeys | undefined): string {
  return keysOf(set, keys)
    .map(key => folderOf({ dimension, key }))
    .reduce((longest, folder) => (folder.length > longest.length ? folder : longest), '')
}

function keysOf(set: PartitionSet, keys: DynamicKeys | undefined): readonly string[] {
  if (isSegments(set)) return set.keys
  if (isDynamicSegments(set)) return keys?.keysOf(set.name) ?? []
  return isTimeSet(set) ? [longestKey(set.format)] : []
}

/** Fields have fixed widths. A key with an hour may end in the zone's offset, and offsets of the past have seconds. */
function longestKey(text: string): string {
  const format = keyFormat(text)
  if (format === undefined) return text
  return format.write(0) + (format.fields.has('H') ? offsetText(-1000) : '')
}
