/** A mapping that users write, partition by partition; each answer is checked against the laws of mappings. */
import { describe } from '../definition/describe.ts'
import { PartitionError } from '../errors.ts'
import type { Partition, PartitionSet, PartitionsAsOf } from '../partition-set.ts'
import { ordinals, subsetOf } from '../subset/subset.ts'
import { breaksInverse, breaksLaw, checkArity } from './law/laws.ts'
import type { Arity, Mapping } from './law/mapping.ts'
import { mappingFailed } from './law/mapping-failed.ts'
import { missingOf } from './law/missing.ts'
import { requireFit } from './law/require-fit.ts'

export interface CustomMapping<out A extends Arity = Arity> {
  /** For people and documents. */
  readonly name: string
  readonly arity: A
  /** The keys that a partition reads; those that do not exist upstream are missing, and their reader waits for them. */
  upstream(partition: Partition, upstream: PartitionsAsOf): readonly string[]
  /** The keys of the partitions that read an upstream partition; those that do not exist are left out. */
  downstream(partition: Partition, downstream: PartitionsAsOf): readonly string[]
  /** Why two sets cannot be connected, as a sentence; by default any two can. */
  refusal?(upstream: PartitionSet, downstream: PartitionSet): string | undefined
}

/**
 * Makes a mapping from two functions of single partitions, each the inverse of the other. Every answer is checked against the other side,
 * so a question about n partitions that read m each asks n + n·m times; `checkMapping` checks more in a test.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for an option that is missing. Later, when the mapping is used: `MAPPING_FAILED` where one of
 * the functions throws, and `MAPPING_BREAKS_LAW` for keys that are not text, for another number of keys than the arity says, and for a pair that
 * only one of the two functions gives.
 *
 * @example
 * ```ts
 * const shifted = (key: string, days: number) => new Date(Date.parse(key) + days * 86_400_000).toISOString().slice(0, 10)
 * const weekBefore = customMapping({
 *   name: 'weekBefore',
 *   arity: 'one',
 *   upstream: ({ key }) => [shifted(key, -7)],
 *   downstream: ({ key }) => [shifted(key, 7)],
 * })
 * ```
 */
export function customMapping<const A extends Arity>(custom: CustomMapping<A>): Mapping<A> {
  check(custom ?? {})
  const mapping: Mapping<A> = {
    arity: custom.arity,
    name: custom.name,
    identity: null,
    refusal: (upstream, downstream) =>
      asked(
        () => custom.refusal?.(upstream, downstream),
        cause => mappingFailed(custom.name, 'refusal', `${describe(downstream)} reading ${describe(upstream)}`, cause),
      ),
    upstream(downstream, upstream) {
      requireFit(mapping, upstream.set, downstream.of.set)
      const pairs = pairsOf(custom, upstream, downstream.of)
      const read = Array.from(ordinals(downstream), ordinal => pairs.readBy(ordinal))
      return {
        existing: subsetOf(
          upstream,
          read.flatMap(({ existing }) => [...existing]),
        ),
        missing: missingOf([...new Set(read.flatMap(({ missing }) => [...missing]))]),
        short: false,
      }
    },
    downstream(upstream, downstream) {
      requireFit(mapping, upstream.of.set, downstream.set)
      const pairs = pairsOf(custom, upstream.of, downstream)
      return subsetOf(downstream, Array.from(ordinals(upstream), ordinal => [...pairs.readersOf(ordinal)]).flat())
    },
  }
  return mapping
}

interface Found {
  readonly existing: ReadonlySet<number>
  readonly missing: ReadonlySet<string>
}

interface Pairs {
  readBy(downstream: number): Found
  readersOf(upstream: number): ReadonlySet<number>
}

/** The answers to one question: each function is called once for a partition, and each pair is compared with the other function. */
function pairsOf(custom: CustomMapping, upstream: PartitionsAsOf, downstream: PartitionsAsOf): Pairs {
  const read = remembered(ordinal => {
    const partition = downstream.at(ordinal)
    const found = find(keysOf(custom, 'upstream', partition, upstream), upstream) ?? noKeys(custom, 'downstream', partition)
    checkArity(custom, partition.key, found.existing.size + found.missing.size)
    return found
  })
  const readers = remembered(ordinal => {
    const partition = upstream.at(ordinal)
    return (find(keysOf(custom, 'downstream', partition, downstream), downstream) ?? noKeys(custom, 'upstream', partition)).existing
  })
  const broken = (side: 'upstream' | 'downstream', u: number, d: number) =>
    breaksInverse(custom.name, side, { upstream: upstream.at(u).key, downstream: downstream.at(d).key })
  return {
    readBy(d) {
      for (const u of read(d).existing) if (!readers(u).has(d)) throw broken('upstream', u, d)
      return read(d)
    },
    readersOf(u) {
      for (const d of readers(u)) if (!read(d).existing.has(u)) throw broken('downstream', u, d)
      return readers(u)
    },
  }
}

function keysOf(custom: CustomMapping, side: 'upstream' | 'downstream', partition: Partition, other: PartitionsAsOf): readonly string[] {
  return asked(
    () => custom[side](partition, other),
    cause => mappingFailed(custom.name, side, JSON.stringify(partition.key), cause),
  )
}

/** What the user's function returns; what it throws is never taken for one of our own errors. */
function asked<T>(ask: () => T, failed: (cause: unknown) => PartitionError): T {
  try {
    return ask()
  } catch (cause) {
    throw failed(cause)
  }
}

/** Undefined where the user's function did not return a list of texts. */
function find(keys: unknown, of: PartitionsAsOf): Found | undefined {
  if (!Array.isArray(keys) || !keys.every((key): key is string => typeof key === 'string')) return undefined
  const found = keys.map(key => ({ key, ordinal: of.ordinalOf(key) }))
  return {
    existing: new Set(found.flatMap(({ ordinal }) => (ordinal === undefined ? [] : [ordinal]))),
    missing: new Set(found.flatMap(({ key, ordinal }) => (ordinal === undefined ? [key] : []))),
  }
}

function noKeys({ name }: CustomMapping, side: 'upstream' | 'downstream', { key }: Partition): never {
  throw breaksLaw(name, 'keys', `does not return a list of keys for ${JSON.stringify(key)}`, { [side]: key })
}

function remembered<T>(ask: (ordinal: number) => T): (ordinal: number) => T {
  const answers = new Map<number, { readonly answer: T }>()
  return ordinal => {
    const known = answers.get(ordinal) ?? { answer: ask(ordinal) }
    answers.set(ordinal, known)
    return known.answer
  }
}

function check({ name, arity, upstream, downstream }: Partial<CustomMapping>): void {
  const wrong = [
    typeof name === 'string' && name !== '' ? [] : ['name is not text'],
    ['one', 'maybe', 'many'].includes(arity as Arity) ? [] : ["arity is none of 'one', 'maybe' and 'many'"],
    typeof upstream === 'function' ? [] : ['upstream is not a function'],
    typeof downstream === 'function' ? [] : ['downstream is not a function'],
  ].flat()
  if (wrong.length === 0) return
  throw new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `customMapping() was given options that it cannot use: ${wrong.join(', ')}`,
    where: `customMapping(), ${JSON.stringify(name)}`,
    why: 'a mapping is asked from both sides: which partitions one reads, and which read one',
    fix: "give all four: customMapping({ name, arity: 'many', upstream: partition => [...], downstream: partition => [...] })",
    details: { name, arity },
  })
}
