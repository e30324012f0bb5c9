/** A set of named segments: origins, tenants, models; each exists at every instant. */
import { PartitionError } from './errors.ts'
import { escapeKey, unescapeKey } from './key-text.ts'
import type { Instant, Partition, PartitionKey, PartitionSet, PartitionsAsOf } from './partition-set.ts'

export interface Segments<out K extends string = string> extends PartitionSet<'segment', K> {
  /** The keys as declared, which is their order. */
  readonly keys: readonly K[]
}

/**
 * Partitions by name, in the order given. `ctx.partition` is the key itself, typed as the union of the literals.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for no keys, an empty key, a key that is not text or not valid Unicode, the same key
 * twice, and keys that differ only in case (they would share a folder on some disks).
 *
 * @example
 * ```ts
 * const origins = segments(['ATL', 'DFW', 'ORD'])
 * ```
 */
export function segments<const K extends readonly string[]>(keys: K): Segments<K[number]> {
  const declared: readonly K[number][] = check(keys)
  const ordinals = new Map(declared.map((key, ordinal) => [key as string, ordinal]))
  const set: Segments<K[number]> = {
    kind: 'segment',
    keys: declared,
    dimensions: [{ name: 'segment', kind: 'segment' }],
    asOf: now => segmentsAsOf(set, ordinals, now),
  }
  return set
}

export function isSegments(set: PartitionSet): set is Segments {
  return set.kind === 'segment'
}

function segmentsAsOf<K extends string>(set: Segments<K>, ordinals: ReadonlyMap<string, number>, now: Instant): PartitionsAsOf<K> {
  return {
    set,
    now,
    count: set.keys.length,
    at(ordinal): Partition<K> {
      const key = set.keys[ordinal]
      if (key === undefined) throw new RangeError(`ordinal ${ordinal} does not lie in [0, ${set.keys.length})`)
      return { key: escapeKey(key) as PartitionKey, ordinal, parts: [{ dimension: 'segment', key }], value: key }
    },
    ordinalOf: text => ordinals.get(unescapeKey(text)),
  }
}

function check<K extends readonly string[]>(keys: K): readonly K[number][] {
  if (!Array.isArray(keys) || keys.length === 0)
    throw bad('segments() was given no keys', 'a set without keys has nothing to make', undefined)
  const spellings = new Map<string, string>()
  for (const [index, key] of keys.entries()) {
    const where = `key ${index + 1} of ${keys.length}`
    if (typeof key !== 'string') throw bad(`A segment key is ${typeof key}, not text`, 'keys name folders, so they are text', key, where)
    if (key === '') throw bad('A segment key is empty', 'the empty key is that of an unpartitioned asset', key, where)
    if (/\p{Surrogate}/u.test(key))
      throw bad(`Segment key ${JSON.stringify(key)} is not valid Unicode`, 'half a surrogate pair has no bytes', key, where)
    const earlier = spellings.get(key.toLowerCase())
    if (earlier === key) throw bad(`Segment key ${JSON.stringify(key)} is given twice`, 'a key names one partition', key, where)
    if (earlier !== undefined) {
      const what = `Segment keys ${JSON.stringify(earlier)} and ${JSON.stringify(key)} differ only in case`
      throw bad(what, 'they would share a folder on disks that ignore case', key, where)
    }
    spellings.set(key.toLowerCase(), key)
  }
  return Object.freeze([...keys])
}

function bad(what: string, why: string, key: unknown, where = 'keys'): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what,
    where: `segments(), ${where}`,
    why,
    fix: "give different, non-empty keys as text: segments(['ATL', 'ORD'])",
    details: { key },
  })
}
