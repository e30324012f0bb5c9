/** A partition set's definition as plain JSON: what is hashed and compared; equal definitions hold equal partitions at every instant. */
import { isDaily } from './daily.ts'
import { PartitionError } from './errors.ts'
import type { PartitionSet } from './partition-set.ts'
import { isProduct } from './product.ts'
import { isSegments } from './segments.ts'
import { isUnpartitioned } from './unpartitioned.ts'

export type PartitionDefinition =
  | { readonly kind: 'none' }
  | { readonly kind: 'day'; readonly start: string; readonly end: string | null; readonly timezone: string }
  | { readonly kind: 'segment'; readonly keys: readonly string[] }
  | { readonly kind: 'product'; readonly dimensions: Readonly<Record<string, PartitionDefinition>> }

/** Dimensions come sorted by name, so that their order of declaration does not count; the order of segments does, since it is theirs. */
export function definitionOf(set: PartitionSet): PartitionDefinition {
  if (isUnpartitioned(set)) return { kind: 'none' }
  if (isDaily(set)) return { kind: 'day', start: set.start, end: set.end ?? null, timezone: set.timezone }
  if (isSegments(set)) return { kind: 'segment', keys: set.keys }
  if (isProduct(set)) {
    return { kind: 'product', dimensions: Object.fromEntries(set.dimensions.map(({ name }) => [name, definitionOf(set.sets[name]!)])) }
  }
  throw new PartitionError('INVARIANT_BROKEN', {
    what: `A partition set of kind ${set.kind} has no definition`,
    why: 'sets are made by daily, segments, product or unpartitioned',
    fix: 'make the set with one of these',
    details: { kind: set.kind },
  })
}

/** True where two sets were defined alike, whether or not they are one object. */
export function haveSameDefinition(one: PartitionSet, other: PartitionSet): boolean {
  return one === other || JSON.stringify(definitionOf(one)) === JSON.stringify(definitionOf(other))
}
