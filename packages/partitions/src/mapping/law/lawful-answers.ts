/** Asks a mapping about partitions, and checks what can be checked in one answer alone. */
import { areEqual, countOf, normalized } from '../../ordinal/ranges.ts'
import type { PartitionsAsOf } from '../../partition-set.ts'
import { areNumberedAlike, equals, type PartitionSubset, subsetOf } from '../../subset/subset.ts'
import { breaksLaw, type Counterexample, checkArity } from './laws.ts'
import type { Mapping } from './mapping.ts'

/** A mapping between two sets. */
export interface Asked {
  readonly mapping: Mapping
  readonly upstream: PartitionsAsOf
  readonly downstream: PartitionsAsOf
}

export interface Answer {
  readonly existing: PartitionSubset
  readonly missing: ReadonlySet<string>
  readonly short: boolean
}

export function readByOne(asked: Asked, ordinal: number): Answer {
  const { mapping, downstream } = asked
  const { key } = downstream.at(ordinal)
  const one = subsetOf(downstream, [ordinal])
  const [answer, again] = [readBy(asked, one, { downstream: key }), readBy(asked, one, { downstream: key })]
  if (!areAlike(answer, again)) throw breaksLaw(mapping.name, 'determinism', 'reads other partitions when asked again', { downstream: key })
  checkArity(mapping, key, answer.existing.count + answer.missing.size)
  return answer
}

export function readersOfOne(asked: Asked, ordinal: number): PartitionSubset {
  const { mapping, upstream } = asked
  const { key } = upstream.at(ordinal)
  const one = subsetOf(upstream, [ordinal])
  const [answer, again] = [readersOf(asked, one, { upstream: key }), readersOf(asked, one, { upstream: key })]
  if (!equals(answer, again))
    throw breaksLaw(mapping.name, 'determinism', 'is read by other partitions when asked again', { upstream: key })
  return answer
}

/** @param example the partitions that the error names; none where the question is about several. */
export function readBy({ mapping, upstream }: Asked, subset: PartitionSubset, example: Counterexample = {}): Answer {
  const { existing, missing, short } = mapping.upstream(subset, upstream)
  checkInside(mapping, existing, upstream, example)
  const keys = new Set(missing)
  const found = [...keys].find(key => upstream.ordinalOf(key) !== undefined)
  if (found !== undefined)
    throw breaksLaw(mapping.name, 'missing', 'reports an existing partition as missing', { ...example, upstream: found })
  if (keys.size !== missing.count) {
    throw breaksLaw(mapping.name, 'missing', `counts ${missing.count} missing partitions and names ${keys.size}`, example)
  }
  return { existing, missing: keys, short }
}

export function readersOf({ mapping, downstream }: Asked, subset: PartitionSubset, example: Counterexample = {}): PartitionSubset {
  const readers = mapping.downstream(subset, downstream)
  checkInside(mapping, readers, downstream, example)
  return readers
}

function checkInside(mapping: Mapping, { of, count, ranges }: PartitionSubset, asked: PartitionsAsOf, example: Counterexample): void {
  const isInside = ranges.every(bounds => bounds.every(bound => Number.isSafeInteger(bound) && bound >= 0 && bound <= asked.count))
  if (areNumberedAlike(of, asked) && isInside && areEqual(normalized(ranges), ranges) && countOf(ranges) === count) return
  throw breaksLaw(mapping.name, 'existing', 'returns what is not a subset of the set it was asked about', example)
}

function areAlike(one: Answer, other: Answer): boolean {
  return equals(one.existing, other.existing) && [...one.missing].join() === [...other.missing].join() && one.short === other.short
}
