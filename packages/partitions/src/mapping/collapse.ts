/** A set with fewer dimensions reads a product: every partition of the dimensions that it does not have. */
import { PartitionError } from '../errors.ts'
import type { PartitionSet } from '../partition-set.ts'
import { itself, namesOf } from '../set/axes-of.ts'
import { isProduct, type Product } from '../set/product.ts'
import type { ReadsDimensions } from './law/connects.ts'
import { identityOf } from './law/identity.ts'
import type { Mapping } from './law/mapping.ts'
import type { Link } from './link/by-dimension.ts'
import { linkedMapping } from './link/linked-mapping.ts'
import { refusalOfUnknown } from './link/reading-set.ts'
import { same } from './same.ts'

/**
 * Reads all partitions of the named dimensions, and the same partition in the others: a day reads every origin of that day. The reading side
 * has the other dimensions, or is the only other one.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for no names, and for names that are not text.
 *
 * @example
 * ```ts
 * inputs: { origins: from(routeDelays, { partitions: collapse('origin') }) }
 * ```
 */
export function collapse<const N extends string>(...names: readonly N[]): Mapping<'many'> & ReadsDimensions<N> {
  const collapsed = check(names)
  return linkedMapping(
    { name: `collapse(${collapsed.join(', ')})`, arity: 'many', identity: identityOf('collapse', ...collapsed) },
    (upstream, downstream) => linksOf(collapsed, upstream, downstream),
  )
}

function linksOf(collapsed: readonly string[], upstream: Product, downstream: PartitionSet): readonly Link[] | string {
  const refusal = refusalOfUnknown(collapsed, upstream)
  if (refusal !== undefined) return refusal
  const left = namesOf(upstream).filter(name => !collapsed.includes(name))
  const [only, ...more] = left
  if (only === undefined) return 'no dimension is left to read by: use all'
  if (isProduct(downstream)) return linksToProduct(left, downstream)
  if (more.length === 0) return [{ to: only, from: itself, mapping: same }]
  return `the upstream keeps the dimensions ${left.join(', ')}, and the reading side is partitioned by ${downstream.kind} alone`
}

function linksToProduct(left: readonly string[], downstream: Product): readonly Link[] | string {
  const names = namesOf(downstream)
  if (names.join() === left.join()) return left.map(name => ({ to: name, from: name, mapping: same }))
  return `the upstream keeps ${left.length === 1 ? 'dimension' : 'the dimensions'} ${left.join(', ')}, and the reading side has ${names.join(', ')}`
}

function check(names: readonly string[]): readonly string[] {
  if (names.length > 0 && names.every(name => typeof name === 'string' && name !== '')) return [...new Set(names)].sort()
  throw new PartitionError('BAD_PARTITION_DEFINITION', {
    what: 'collapse() was not given names of dimensions',
    where: 'collapse()',
    why: 'it reads all partitions of the dimensions that are named',
    fix: "name at least one: collapse('origin')",
    details: { names },
  })
}
