/** Checks any mapping against its laws between two sets, for tests of a mapping that users write. */
import type { PartitionsAsOf } from '../partition-set.ts'
import { contains, difference, firstOf, type PartitionSubset, subsetOf, subsetOfRanges, union } from '../subset/subset.ts'
import { type Answer, type Asked, readBy, readByOne, readersOf, readersOfOne } from './law/lawful-answers.ts'
import { breaksInverse, breaksLaw, type Counterexample } from './law/laws.ts'
import type { Mapping } from './law/mapping.ts'
import { requireFit } from './law/require-fit.ts'
import { sampled, sampledFrom } from './law/sampled.ts'

export interface CheckMappingOptions {
  /** How many partitions of each side are asked about, spread evenly where there are more; 2,000 by default, and at least 1. */
  readonly partitionsMax?: number
}

/**
 * Asks a mapping about the partitions of both sets and compares the answers: both sides give the same pairs, many at once read what they
 * read one by one, the same question has the same answer, the arity holds, what exists is in the set, and what is missing is not. Where
 * there are many pairs, some of each partition are compared.
 *
 * @throws PartitionError `MAPPING_BREAKS_LAW` with a counterexample in `details`, `PARTITIONS_DO_NOT_FIT` where the mapping refuses the two.
 *
 * @example
 * ```ts
 * checkMapping(last(7), days.asOf(now), days.asOf(now))
 * ```
 */
export function checkMapping(
  mapping: Mapping,
  upstream: PartitionsAsOf,
  downstream: PartitionsAsOf,
  options: CheckMappingOptions = {},
): void {
  requireFit(mapping, upstream.set, downstream.set)
  const asked: Asked = { mapping, upstream, downstream }
  const most = Math.max(1, options.partitionsMax ?? 2_000)
  const [ups, downs] = [sampled(upstream.count, most), sampled(downstream.count, most)]
  const read: Read = new Map(downs.map(ordinal => [ordinal, readByOne(asked, ordinal)]))
  const readers: Readers = new Map(ups.map(ordinal => [ordinal, readersOfOne(asked, ordinal)]))
  checkInverse(asked, read, readers, Math.ceil((pairsOfEach * most) / Math.max(1, ups.length, downs.length)))
  for (const batch of batchesOf(downs)) checkReadTogether(asked, batch, read)
  for (const batch of batchesOf(ups)) checkReadersTogether(asked, batch, readers)
}

/** How many pairs of a partition are compared at least. */
const pairsOfEach = 10

type Read = ReadonlyMap<number, Answer>
type Readers = ReadonlyMap<number, PartitionSubset>

/** @param pairsMax for one partition. */
function checkInverse(asked: Asked, read: Read, readers: Readers, pairsMax: number): void {
  const { mapping, upstream, downstream } = asked
  const broken = (side: 'upstream' | 'downstream', u: number, d: number) =>
    breaksInverse(mapping.name, side, { upstream: upstream.at(u).key, downstream: downstream.at(d).key })
  for (const [d, { existing }] of read) {
    for (const u of sampledFrom(existing, pairsMax)) {
      const known = readers.get(u) ?? readersOf(asked, subsetOf(upstream, [u]))
      if (!contains(known, d)) throw broken('upstream', u, d)
    }
  }
  for (const [u, known] of readers) {
    for (const d of sampledFrom(known, pairsMax)) {
      const { existing } = read.get(d) ?? readBy(asked, subsetOf(downstream, [d]))
      if (!contains(existing, u)) throw broken('downstream', u, d)
    }
  }
}

/** None, all, and some that are not neighbours. */
function batchesOf(ordinals: readonly number[]): readonly (readonly number[])[] {
  return [[], ordinals, ordinals.filter((_, index) => index % 2 === 0), ordinals.filter((_, index) => index % 3 !== 1)]
}

function checkReadTogether(asked: Asked, batch: readonly number[], read: Read): void {
  const { mapping, upstream, downstream } = asked
  const singles = batch.map(ordinal => read.get(ordinal)!)
  const together = readBy(asked, subsetOf(downstream, batch))
  const existing = subsetOfRanges(
    upstream,
    singles.flatMap(single => [...single.existing.ranges]),
  )
  const missing = new Set(singles.flatMap(single => [...single.missing]))
  const key =
    differing(together.existing, existing) ??
    [...together.missing, ...missing].find(each => together.missing.has(each) !== missing.has(each))
  if (key !== undefined) throw notTogether(mapping, batch, 'reads other partitions', { upstream: key })
  if (together.short !== singles.some(({ short }) => short)) throw notTogether(mapping, batch, 'gives another value of short', {})
}

function checkReadersTogether(asked: Asked, batch: readonly number[], readers: Readers): void {
  const { mapping, upstream, downstream } = asked
  const together = readersOf(asked, subsetOf(upstream, batch))
  const oneByOne = subsetOfRanges(
    downstream,
    batch.flatMap(ordinal => [...readers.get(ordinal)!.ranges]),
  )
  const key = differing(together, oneByOne)
  if (key !== undefined) throw notTogether(mapping, batch, 'is read by others', { downstream: key })
}

/** The key of a partition that only one of the two holds. */
function differing(one: PartitionSubset, other: PartitionSubset): string | undefined {
  return firstOf(union(difference(one, other), difference(other, one)))?.key
}

function notTogether({ name }: Mapping, { length }: readonly number[], what: string, example: Counterexample) {
  return breaksLaw(name, 'union', `${what} when ${length} partitions are asked about at once than one by one`, example)
}
