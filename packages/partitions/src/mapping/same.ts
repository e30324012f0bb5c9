/** A partition reads the upstream partition of the same key. */
import { isDynamicSegments } from '../dynamic.ts'
import type { PartitionSet } from '../partition-set.ts'
import { isProduct } from '../product.ts'
import { subsetOfRanges } from '../subset.ts'
import { isTimeSet, type TimeSet } from '../time/time-set.ts'
import { isSameZone } from '../time/zone.ts'
import { namesOf } from './axes-of.ts'
import { type Link, readByDimension, readersByDimension, refusalOfLinks } from './by-dimension.ts'
import type { Mapping } from './mapping.ts'
import { requireFit } from './require-fit.ts'
import { translate } from './translate.ts'

/**
 * Reads the partition of the same window, segment or combination. The sets may begin and end elsewhere; what is not there upstream is missing.
 * Days of different time zones are different windows, and so are weeks that begin on different days: these are refused.
 */
export const same: Mapping<'one'> = {
  arity: 'one',
  name: 'same',
  refusal: refusalOfSame,
  upstream(downstream, upstream) {
    requireFit(same, upstream.set, downstream.of.set)
    if (isProduct(upstream.set)) return readByDimension(sameNames(upstream.set), downstream, upstream)
    const { existing, missing } = translate(downstream.ranges, downstream.of, upstream)
    return { existing: subsetOfRanges(upstream, existing), missing, short: false }
  },
  downstream(upstream, downstream) {
    requireFit(same, upstream.of.set, downstream.set)
    if (isProduct(upstream.of.set)) return readersByDimension(sameNames(upstream.of.set), upstream, downstream)
    return subsetOfRanges(downstream, translate(upstream.ranges, upstream.of, downstream).existing)
  },
}

export function refusalOfSame(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  if (upstream === downstream) return undefined
  if (formOf(upstream) !== formOf(downstream)) return `one is partitioned by ${upstream.kind}, the other by ${downstream.kind}`
  if (isTimeSet(upstream) && isTimeSet(downstream)) return refusalOfTimes(upstream, downstream)
  if (!isProduct(upstream) || !isProduct(downstream)) return undefined
  const [names, others] = [namesOf(upstream), namesOf(downstream)]
  if (names.join() !== others.join()) return `one has the dimensions ${names.join(', ')}, the other ${others.join(', ')}`
  return refusalOfLinks(sameNames(upstream), upstream, downstream)
}

function sameNames(set: PartitionSet): readonly Link[] {
  return namesOf(set).map(name => ({ to: name, from: name, mapping: same }))
}

/** Keys of segments are the same texts, whether they are listed in code or added at run time. */
function formOf(set: PartitionSet): string {
  return isDynamicSegments(set) ? 'segment' : set.kind
}

function refusalOfTimes(upstream: TimeSet, downstream: TimeSet): string | undefined {
  const windows = upstream.kind === 'cron' ? 'cron windows' : `${upstream.kind}s`
  if (!isSameZone(upstream.timezone, downstream.timezone))
    return `${windows} in ${upstream.timezone} and ${windows} in ${downstream.timezone} are different windows`
  if (JSON.stringify(upstream.cadence.grid) === JSON.stringify(downstream.cadence.grid)) return undefined
  return `windows that are ${upstream.cadence.words} and windows that are ${downstream.cadence.words} begin at different times`
}
