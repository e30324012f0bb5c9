/** The mappings that are likely meant where nothing is obvious, as code. */

import type { PartitionSet } from '../../partition-set.ts'
import { namesOf } from '../../set/axes-of.ts'
import { isDynamicSegments } from '../../set/dynamic.ts'
import { dimensionOf, isProduct, type Product } from '../../set/product.ts'
import { isSegments } from '../../set/segments.ts'
import { isTimeSet } from '../../time/time-set.ts'
import { doAgree } from './disagreement.ts'

/** `...` where none is more likely than another. */
export function suggestedMappings(upstream: PartitionSet, downstream: PartitionSet): readonly string[] {
  const suggested = isProduct(upstream) ? forProduct(upstream, downstream) : forSingle(upstream, downstream)
  return suggested.length === 0 ? ['...'] : suggested
}

function forSingle(upstream: PartitionSet, downstream: PartitionSet): readonly string[] {
  if (downstream.kind === 'none') return isTimeSet(upstream) ? ['all', 'latest'] : ['all']
  if (!isProduct(downstream)) return listed(between(upstream, downstream))
  const names = namesOf(downstream)
  const fitting = names.filter(name => doAgree(upstream, downstream.sets[name]!))
  if (fitting.length > 0) return fitting.map(name => `dimension('${name}')`)
  return names.flatMap(name => listed(between(upstream, downstream.sets[name]!)).map(mapping => `dimension('${name}', ${mapping})`))
}

function forProduct(upstream: Product, downstream: PartitionSet): readonly string[] {
  if (downstream.kind === 'none') return ['all']
  const names = namesOf(upstream)
  if (isProduct(downstream)) {
    const own = namesOf(downstream)
    const isPart = own.every(name => names.includes(name) && doAgree(upstream.sets[name]!, downstream.sets[name]!))
    return isPart ? [collapseOf(names.filter(name => !own.includes(name)))] : listed(perDimensionOf(upstream, downstream))
  }
  const fitting = names.filter(name => doAgree(upstream.sets[name]!, downstream))
  if (fitting.length > 0) return fitting.map(name => collapseOf(names.filter(other => other !== name)))
  return names.flatMap(name =>
    listed(between(upstream.sets[name]!, downstream)).map(
      mapping => `perDimension({ ${names.map(other => `${other}: ${other === name ? mapping : 'all'}`).join(', ')} })`,
    ),
  )
}

function collapseOf(names: readonly string[]): string {
  return `collapse(${names.map(name => `'${name}'`).join(', ')})`
}

/** Undefined where a dimension has no counterpart of its name, or one that cannot read it. */
function perDimensionOf(upstream: Product, downstream: Product): string | undefined {
  const entries = namesOf(upstream).map(name => {
    const reading = dimensionOf(downstream, name)
    const mapping = reading === undefined ? undefined : between(upstream.sets[name]!, reading)
    return mapping === undefined ? undefined : `${name}: ${mapping}`
  })
  return entries.includes(undefined) ? undefined : `perDimension({ ${entries.join(', ')} })`
}

function between(upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  if (doAgree(upstream, downstream)) return 'same'
  if (isTimeSet(upstream) && isTimeSet(downstream)) return 'overlap'
  if (isSegments(upstream) && isSegments(downstream)) return 'staticMap({ ... })'
  return isListedOnOneSide(upstream, downstream) ? 'same' : undefined
}

/** Keys that are listed in code on one side and added at run time on the other. */
function isListedOnOneSide(one: PartitionSet, other: PartitionSet): boolean {
  return (isSegments(one) && isDynamicSegments(other)) || (isDynamicSegments(one) && isSegments(other))
}

function listed(mapping: string | undefined): readonly string[] {
  return mapping === undefined ? [] : [mapping]
}
