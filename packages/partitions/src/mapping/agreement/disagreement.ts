/** Why two sets are not read by the same keys by default. */

import type { PartitionSet } from '../../partition-set.ts'
import { namesOf } from '../../set/axes-of.ts'
import { isDynamicSegments } from '../../set/dynamic.ts'
import { isProduct } from '../../set/product.ts'
import { isSegments } from '../../set/segments.ts'
import { refusalOfSame } from './refusal-of-same.ts'

/** By default every reading segment must exist upstream: in other sets of segments, equal names are chance. */
export function disagreementOf(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  const refusal = refusalOfSame(upstream, downstream)
  if (refusal !== undefined) return refusal
  if (isDynamicSegments(upstream) || isDynamicSegments(downstream)) return disagreementOfDynamic(upstream, downstream)
  if (isSegments(upstream) && isSegments(downstream)) {
    const keys = new Set(upstream.keys)
    const absent = downstream.keys.find(key => !keys.has(key))
    return absent === undefined ? undefined : `the upstream has no segment ${JSON.stringify(absent)}`
  }
  if (!isProduct(upstream) || !isProduct(downstream)) return undefined
  for (const name of namesOf(upstream)) {
    const disagreement = disagreementOf(upstream.sets[name]!, downstream.sets[name]!)
    if (disagreement !== undefined) return `dimension ${name}: ${disagreement}`
  }
  return undefined
}

export function doAgree(upstream: PartitionSet, downstream: PartitionSet): boolean {
  return disagreementOf(upstream, downstream) === undefined
}

/** Keys of a dynamic set come and go, so only a set of the same name certainly has them. */
function disagreementOfDynamic(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  if (!isDynamicSegments(upstream) || !isDynamicSegments(downstream)) {
    return 'the keys of one are listed in code and those of the other are added at run time, so they need not agree'
  }
  return upstream.name === downstream.name ? undefined : `${upstream.name} and ${downstream.name} are sets of different keys`
}
