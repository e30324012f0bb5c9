/** What a bare reference means, by the kinds of the two sets; refused with a sentence where nothing is obvious. */
import { haveSameDefinition } from '../definition.ts'
import { describe } from '../describe.ts'
import { isDynamicSegments } from '../dynamic.ts'
import type { PartitionSet } from '../partition-set.ts'
import { isProduct, type Product } from '../product.ts'
import { isSegments } from '../segments.ts'
import { dimension } from './dimension.ts'
import type { Mapping } from './mapping.ts'
import { refusalOfSame, same } from './same.ts'
import { whole } from './whole.ts'

/**
 * An unpartitioned upstream is read whole; sets that agree are read by the same key; a product reads a set that is one of its dimensions.
 *
 * @example
 * ```ts
 * defaultMapping(days, cells)   // dimension(day)
 * ```
 */
export function defaultMapping(upstream: PartitionSet, downstream: PartitionSet): Mapping | { readonly refused: string } {
  if (upstream.kind === 'none') return whole
  if (isProduct(downstream) && !isProduct(upstream)) return ownDimension(upstream, downstream)
  const disagreement = disagreementOf(upstream, downstream)
  return disagreement === undefined ? same : refused(upstream, downstream, disagreement)
}

/** Identical and equal definitions come before those that merely agree, so that two dimensions of days can be told apart. */
function ownDimension(upstream: PartitionSet, downstream: Product): Mapping | { readonly refused: string } {
  const names = downstream.dimensions.map(({ name }) => name)
  const levels = [
    names.filter(name => downstream.sets[name] === upstream),
    names.filter(name => haveSameDefinition(downstream.sets[name]!, upstream)),
    names.filter(name => disagreementOf(upstream, downstream.sets[name]!) === undefined),
  ]
  const [name, ...others] = levels.find(level => level.length > 0) ?? []
  if (name === undefined) return refused(upstream, downstream, 'it is none of the dimensions of the product that reads it')
  if (others.length === 0) return dimension(name)
  return refused(upstream, downstream, `it fits the dimensions ${[name, ...others].join(' and ')} alike`)
}

/** By default every segment that reads must exist upstream: other sets of segments share names by chance. */
function disagreementOf(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  const refusal = refusalOfSame(upstream, downstream)
  if (refusal !== undefined) return refusal
  if (isDynamicSegments(upstream) || isDynamicSegments(downstream)) return disagreementOfDynamic(upstream, downstream)
  if (isSegments(upstream) && isSegments(downstream)) {
    const keys = new Set(upstream.keys)
    const absent = downstream.keys.find(key => !keys.has(key))
    return absent === undefined ? undefined : `the upstream has no segment ${JSON.stringify(absent)}`
  }
  if (!isProduct(upstream) || !isProduct(downstream)) return undefined
  for (const { name } of upstream.dimensions) {
    const disagreement = disagreementOf(upstream.sets[name]!, downstream.sets[name]!)
    if (disagreement !== undefined) return `dimension ${name}: ${disagreement}`
  }
  return undefined
}

/** Keys of a dynamic set come and go, so only a set of the same name is sure to have them. */
function disagreementOfDynamic(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  if (!isDynamicSegments(upstream) || !isDynamicSegments(downstream)) {
    return 'the keys of one are listed in code and those of the other are added at run time, so they need not agree'
  }
  return upstream.name === downstream.name ? undefined : `${upstream.name} and ${downstream.name} are sets of different keys`
}

function refused(upstream: PartitionSet, downstream: PartitionSet, because: string): { readonly refused: string } {
  return {
    refused: `${describe(downstream)} cannot read ${describe(upstream)} by default: ${because}; choose what to read with from(x, { partitions: ... })`,
  }
}
