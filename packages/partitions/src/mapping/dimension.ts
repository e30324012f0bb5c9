/** A product reads a set that is one of its own dimensions. */
import { PartitionError } from '../errors.ts'
import type { PartitionSet, PartitionsAsOf } from '../partition-set.ts'
import { hasAxes, isProduct, type ProductAsOf } from '../product.ts'
import { normalized, type Ranges } from '../ranges.ts'
import { rangesOfRectangle, rectanglesOf, rectangleWith } from '../rectangles.ts'
import { subsetOfRanges } from '../subset.ts'
import { requireFit } from './fit.ts'
import type { Mapping } from './mapping.ts'
import { refusalOfSame } from './same.ts'
import { translate } from './translate.ts'

/**
 * Reads the upstream partition that the named dimension of the reading product stands at.
 *
 * @example
 * ```ts
 * inputs: { opened: from(openings, { partitions: dimension('openedOn') }) }
 * ```
 */
export function dimension(name: string): Mapping<'one'> {
  const mapping: Mapping<'one'> = {
    arity: 'one',
    name: `dimension(${name})`,
    refusal: (upstream, downstream) => refusalOfDimension(name, upstream, downstream),
    upstream(downstream, upstream) {
      requireFit(mapping, upstream.set, downstream.of.set)
      const { existing, missing } = translate(
        coordinates(downstream.ranges, name, product(downstream.of)),
        axisOf(product(downstream.of), name),
        upstream,
      )
      return { existing: subsetOfRanges(upstream, existing), missing, short: false }
    },
    downstream(upstream, downstream) {
      requireFit(mapping, upstream.of.set, downstream.set)
      const { axes } = product(downstream)
      const { existing } = translate(upstream.ranges, upstream.of, axisOf(product(downstream), name))
      return subsetOfRanges(downstream, rangesOfRectangle(axes, rectangleWith(axes, new Map([[name, existing]]))))
    },
  }
  return mapping
}

/** Where a subset of the product stands in one dimension. */
function coordinates(ranges: Ranges, name: string, { axes }: ProductAsOf): Ranges {
  const index = axes.findIndex(axis => axis.name === name)
  return normalized(rectanglesOf(axes, ranges).flatMap(rectangle => rectangle[index]!))
}

function axisOf({ axes }: ProductAsOf, name: string): PartitionsAsOf {
  return axes.find(axis => axis.name === name)!.of
}

function refusalOfDimension(name: string, upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  if (!isProduct(downstream))
    return `the reading side is partitioned by ${downstream.kind}, and only a product has dimensions to choose from`
  const set = downstream.sets[name]
  if (set !== undefined) return refusalOfSame(upstream, set)
  return `the product has no dimension ${name}; it has ${downstream.dimensions.map(each => each.name).join(', ')}`
}

function product(of: PartitionsAsOf): ProductAsOf {
  if (hasAxes(of)) return of
  throw new PartitionError('INVARIANT_BROKEN', {
    what: `A set of kind ${of.set.kind} has no dimensions`,
    why: 'the mapping was to refuse it before asking for them',
    fix: 'report this as a bug',
  })
}
