/** A partition reads the upstream partition of the same key. */
import { isDaily } from '../daily.ts'
import type { PartitionSet } from '../partition-set.ts'
import { isProduct } from '../product.ts'
import { subsetOfRanges } from '../subset.ts'
import { isSameZone } from '../time/zone.ts'
import { requireFit } from './fit.ts'
import type { Mapping } from './mapping.ts'
import { translate } from './translate.ts'

/**
 * Reads the partition of the same window, segment or combination. The sets may begin and end elsewhere; what is not there upstream is missing.
 * Days of different time zones are different windows, so they are refused.
 */
export const same: Mapping<'one'> = {
  arity: 'one',
  name: 'same',
  refusal: refusalOfSame,
  upstream(downstream, upstream) {
    requireFit(same, upstream.set, downstream.of.set)
    const { existing, missing } = translate(downstream.ranges, downstream.of, upstream)
    return { existing: subsetOfRanges(upstream, existing), missing: missing(), short: false }
  },
  downstream(upstream, downstream) {
    requireFit(same, upstream.of.set, downstream.set)
    return subsetOfRanges(downstream, translate(upstream.ranges, upstream.of, downstream).existing)
  },
}

export function refusalOfSame(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  if (upstream === downstream) return undefined
  if (upstream.kind !== downstream.kind) return `one is partitioned by ${upstream.kind}, the other by ${downstream.kind}`
  if (isDaily(upstream) && isDaily(downstream)) {
    if (isSameZone(upstream.timezone, downstream.timezone)) return undefined
    return `days in ${upstream.timezone} and days in ${downstream.timezone} are different windows`
  }
  if (!isProduct(upstream) || !isProduct(downstream)) return undefined
  const names = upstream.dimensions.map(({ name }) => name)
  const others = downstream.dimensions.map(({ name }) => name)
  if (names.join() !== others.join()) return `one has the dimensions ${names.join(', ')}, the other ${others.join(', ')}`
  for (const name of names) {
    const refusal = refusalOfSame(upstream.sets[name]!, downstream.sets[name]!)
    if (refusal !== undefined) return `dimension ${name}: ${refusal}`
  }
  return undefined
}
