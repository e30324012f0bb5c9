/** A partition set in a few words, for people. */

import type { PartitionSet } from '../partition-set.ts'
import { isDynamicSegments } from '../set/dynamic.ts'
import { isProduct } from '../set/product.ts'
import { isSegments } from '../set/segments.ts'
import { isTimeSet, type TimeSet } from '../time/time-set.ts'

const keysShown = 5

/**
 * @example
 * ```ts
 * describe(daily({ start: '2001-01-01', end: '2001-04-01' }))   // 'daily from 2001-01-01 to 2001-04-01 (end excluded) in UTC'
 * ```
 */
export function describe(set: PartitionSet): string {
  if (isTimeSet(set)) return describeTime(set)
  if (isSegments(set)) return describeKeys(set.keys)
  if (isDynamicSegments(set)) return `segments of ${set.name}, added at run time`
  if (isProduct(set)) return set.dimensions.map(({ name }) => `${name} (${describe(set.sets[name]!)})`).join(' × ')
  return set.kind === 'none' ? 'unpartitioned' : `partitioned by ${set.kind}`
}

function describeTime({ cadence, start, end, timezone, endOffset, exclude }: TimeSet): string {
  const span = `${cadence.words} from ${start}${end === undefined ? '' : ` to ${end} (end excluded)`} in ${timezone}`
  return `${span}${endOffset === 0 ? '' : `, end offset ${endOffset}`}${exclude === undefined ? '' : ', with dates left out'}`
}

function describeKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, keysShown).join(', ')
  const more = keys.length > keysShown ? ', ...' : ''
  return `${keys.length} ${keys.length === 1 ? 'segment' : 'segments'}: ${shown}${more}`
}
