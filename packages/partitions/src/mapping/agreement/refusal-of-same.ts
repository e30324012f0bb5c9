/** Why two sets cannot be read by the same keys, or by the same windows, as a sentence; undefined where they can. */

import type { PartitionSet } from '../../partition-set.ts'
import { namesOf } from '../../set/axes-of.ts'
import { isDynamicSegments } from '../../set/dynamic.ts'
import { isProduct } from '../../set/product.ts'
import { haveSameDates } from '../../time/alignment/same-dates.ts'
import { isSameZone } from '../../time/clock/zone.ts'
import { isTimeSet, type TimeSet } from '../../time/time-set.ts'

export function refusalOfSame(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  if (upstream === downstream) return undefined
  if (formOf(upstream) !== formOf(downstream)) return `one is partitioned by ${upstream.kind}, the other by ${downstream.kind}`
  if (isTimeSet(upstream) && isTimeSet(downstream)) return refusalOfTimes(upstream, downstream)
  if (!isProduct(upstream) || !isProduct(downstream)) return undefined
  const [names, others] = [namesOf(upstream), namesOf(downstream)]
  if (names.join() !== others.join()) return `one has the dimensions ${names.join(', ')}, the other ${others.join(', ')}`
  for (const name of names) {
    const refusal = refusalOfSame(upstream.sets[name]!, downstream.sets[name]!)
    if (refusal !== undefined) return `dimension ${name}: ${refusal}`
  }
  return undefined
}

/** Why two time sets do not share their windows; undefined where they do, wherever each begins and ends. */
export function refusalOfSharing(one: PartitionSet, other: PartitionSet): string | undefined {
  const refusal = refusalOfSame(one, other)
  return refusal !== undefined || haveSameDates(one, other) ? refusal : 'the two sets leave out different dates'
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
