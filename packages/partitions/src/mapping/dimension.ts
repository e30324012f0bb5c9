/** A product reads by one of its dimensions. */
import { PartitionError } from '../errors.ts'
import type { PartitionSet } from '../partition-set.ts'
import { axesOf, axisOf } from '../set/axes-of.ts'
import { isWord, wordsAre } from '../set/word.ts'
import { boxesOf, rangesOfRectangle, rectangleWith } from '../subset/rectangles.ts'
import { type PartitionSubset, subsetOfRanges } from '../subset/subset.ts'
import type { ReadByDimension } from './law/connects.ts'
import { identityOf } from './law/identity.ts'
import type { Arity, Mapping } from './law/mapping.ts'
import { requireFit } from './law/require-fit.ts'
import { requireMapping } from './law/require-mapping.ts'
import { readingSet } from './link/reading-set.ts'
import { same } from './same.ts'

/** Says which dimension of the reading product counts; `perDimension` takes it as an entry. */
export interface DimensionMapping<out A extends Arity = Arity> extends Mapping<A> {
  readonly dimension: string
  readonly inner: Mapping<A>
}

/**
 * Reads what `mapping` reads for the named dimension of the reading product: by default the partition of the same key.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` where `name` is not a word, and where `mapping` is not a mapping.
 *
 * @example
 * ```ts
 * inputs: { opened: from(openings, { partitions: dimension('openedOn') }) }
 * inputs: { week: from(flights, { partitions: dimension('day', last(7)) }) }
 * ```
 */
export function dimension<const N extends string>(name: N): DimensionMapping<'one'> & ReadByDimension<N>
export function dimension<const N extends string, const A extends Arity>(
  name: N,
  mapping: Mapping<A>,
): DimensionMapping<A> & ReadByDimension<N>
export function dimension(name: string, inner: Mapping = same): DimensionMapping {
  if (!isWord(name)) throw notNamed(name)
  requireMapping(inner, `dimension(${name})`)
  const mapping: DimensionMapping = {
    arity: inner.arity,
    name: inner === same ? `dimension(${name})` : `dimension(${name}, ${inner.name})`,
    identity: identityOf('dimension', name, inner),
    dimension: name,
    inner,
    refusal: (upstream, downstream) => refusalOfDimension(name, inner, upstream, downstream),
    upstream(downstream, upstream) {
      requireFit(mapping, upstream.set, downstream.of.set)
      return inner.upstream(coordinates(downstream, name), upstream)
    },
    downstream(upstream, downstream) {
      requireFit(mapping, upstream.of.set, downstream.set)
      const axes = axesOf(downstream)
      const readers = inner.downstream(upstream, axisOf(downstream, name).of)
      return subsetOfRanges(downstream, rangesOfRectangle(axes, rectangleWith(axes, new Map([[name, readers.ranges]]))))
    },
  }
  return mapping
}

export function isDimensionMapping(mapping: Mapping): mapping is DimensionMapping {
  return 'dimension' in mapping
}

function notNamed(name: unknown): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: 'dimension() was not given the name of a dimension',
    where: 'dimension()',
    why: `no product has a dimension ${JSON.stringify(name) ?? typeof name}`,
    fix: `name a dimension of the product that reads, such as dimension('day'); names are ${wordsAre}`,
    details: { name },
  })
}

/** The partitions of one dimension that a subset of the product has. */
function coordinates({ of, ranges }: PartitionSubset, name: string): PartitionSubset {
  return subsetOfRanges(
    axisOf(of, name).of,
    boxesOf(axesOf(of), ranges, new Set([name])).flatMap(box => box.get(name)!),
  )
}

function refusalOfDimension(name: string, inner: Mapping, upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  const reading = readingSet(downstream, name)
  if (typeof reading === 'string') return reading
  const refusal = inner.refusal(upstream, reading)
  return refusal === undefined ? undefined : `dimension ${name}: ${refusal}`
}
