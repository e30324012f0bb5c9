/** What a bare reference means, by the kinds of the two sets; a sentence where nothing is obvious. */
import { haveSameDefinition } from '../definition/definition.ts'
import { describe } from '../definition/describe.ts'
import type { PartitionSet } from '../partition-set.ts'
import { namesOf } from '../set/axes-of.ts'
import { isProduct, type Product } from '../set/product.ts'
import { disagreementOf, doAgree } from './agreement/disagreement.ts'
import { suggestedMappings } from './agreement/suggested-mappings.ts'
import { dimension } from './dimension.ts'
import type { Mapping } from './law/mapping.ts'
import { perDimension } from './per-dimension.ts'
import { same } from './same.ts'
import { whole } from './whole.ts'

/**
 * An unpartitioned upstream is read whole. Sets that agree are read by the same key. A product also reads a set that is one of its dimensions,
 * and a product of some of its dimensions.
 *
 * @example
 * ```ts
 * defaultMapping(days, cells)   // dimension(day)
 * ```
 */
export function defaultMapping(upstream: PartitionSet, downstream: PartitionSet): Mapping | { readonly refused: string } {
  if (upstream.kind === 'none') return whole
  if (isProduct(downstream)) return isProduct(upstream) ? ownDimensions(upstream, downstream) : ownDimension(upstream, downstream)
  const disagreement = disagreementOf(upstream, downstream)
  return disagreement === undefined ? same : refused(upstream, downstream, disagreement)
}

function ownDimensions(upstream: Product, downstream: Product): Mapping | { readonly refused: string } {
  const names = namesOf(upstream)
  const own = namesOf(downstream)
  const hasOthers = names.some(name => !own.includes(name))
  if (hasOthers || own.length === names.length) {
    const disagreement = disagreementOf(upstream, downstream)
    return disagreement === undefined ? same : refused(upstream, downstream, disagreement)
  }
  for (const name of names) {
    const disagreement = disagreementOf(upstream.sets[name]!, downstream.sets[name]!)
    if (disagreement !== undefined) return refused(upstream, downstream, `dimension ${name}: ${disagreement}`)
  }
  return perDimension(Object.fromEntries(names.map(name => [name, same])))
}

/** Identical and equal definitions come before those that merely agree, so that one of two dimensions of days can be the obvious one. */
function ownDimension(upstream: PartitionSet, downstream: Product): Mapping | { readonly refused: string } {
  const names = namesOf(downstream)
  const levels = [
    names.filter(name => downstream.sets[name] === upstream),
    names.filter(name => haveSameDefinition(downstream.sets[name]!, upstream)),
    names.filter(name => doAgree(upstream, downstream.sets[name]!)),
  ]
  const [name, ...others] = levels.find(level => level.length > 0) ?? []
  if (name === undefined) return refused(upstream, downstream, 'it is none of the dimensions of the product that reads it')
  if (others.length === 0) return dimension(name)
  return refused(upstream, downstream, `it fits the dimensions ${[name, ...others].join(' and ')} alike`)
}

function refused(upstream: PartitionSet, downstream: PartitionSet, because: string): { readonly refused: string } {
  const choices = suggestedMappings(upstream, downstream).map(mapping => `from(x, { partitions: ${mapping} })`)
  return {
    refused: `${describe(downstream)} cannot read ${describe(upstream)} by default: ${because}; choose what to read with ${choices.join(' or ')}`,
  }
}
