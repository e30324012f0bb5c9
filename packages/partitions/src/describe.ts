/** A partition set in a few words, for people. */
import { type Daily, isDaily } from './daily.ts'
import type { PartitionSet } from './partition-set.ts'
import { isProduct } from './product.ts'
import { isSegments } from './segments.ts'

const keysShown = 5

/**
 * @example
 * ```ts
 * describe(daily({ start: '2001-01-01', end: '2001-04-01' }))   // 'daily from 2001-01-01 to 2001-04-01 (end excluded) in UTC'
 * ```
 */
export function describe(set: PartitionSet): string {
  if (isDaily(set)) return describeDaily(set)
  if (isSegments(set)) return describeKeys(set.keys)
  if (isProduct(set)) return set.dimensions.map(({ name }) => `${name} (${describe(set.sets[name]!)})`).join(' × ')
  return set.kind === 'none' ? 'unpartitioned' : `partitioned by ${set.kind}`
}

function describeDaily({ start, end, timezone }: Daily): string {
  return `daily from ${start}${end === undefined ? '' : ` to ${end} (end excluded)`} in ${timezone}`
}

function describeKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, keysShown).join(', ')
  const more = keys.length > keysShown ? ', ...' : ''
  return `${keys.length} ${keys.length === 1 ? 'segment' : 'segments'}: ${shown}${more}`
}
