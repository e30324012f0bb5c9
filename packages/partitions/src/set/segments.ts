/** A set of named segments: origins, tenants, models; each exists at every instant. */
import { PartitionError } from '../errors.ts'
import { requireOrdinal } from '../ordinal/require-ordinal.ts'
import type { Instant, Partition, PartitionKey, PartitionSet, PartitionsAsOf } from '../partition-set.ts'
import { escapeKey, unescapeKey } from '../text/key-text.ts'
import { flawOfKeys } from './segment-keys.ts'

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
  const ordinalOf = segmentOrdinals(declared)
  const set: Segments<K[number]> = {
    kind: 'segment',
    keys: declared,
    dimensions: [{ name: 'segment', kind: 'segment' }],
    asOf: now => segmentsAsOf(set, ordinalOf, now),
  }
  return set
}

export function isSegments(set: PartitionSet): set is Segments {
  return set.kind === 'segment'
}

function segmentsAsOf<K extends string>(
  set: Segments<K>,
  ordinalOf: (text: string) => number | undefined,
  now: Instant,
): PartitionsAsOf<K> {
  return { set, now, count: set.keys.length, at: ordinal => segmentAt(set.keys, ordinal), ordinalOf }
}

/** The partition of one of a list of keys; throws `RangeError` for an ordinal that is not in the list. */
export function segmentAt<K extends string>(keys: readonly K[], ordinal: number): Partition<K> {
  requireOrdinal(ordinal, keys.length)
  const key = keys[ordinal]!
  return { key: escapeKey(key) as PartitionKey, ordinal, parts: [{ dimension: 'segment', key }], value: key }
}

/** Finds a written key's place in a list of keys. */
export function segmentOrdinals(keys: readonly string[]): (text: string) => number | undefined {
  const ordinals = new Map(keys.map((key, ordinal) => [key, ordinal]))
  return text => ordinals.get(unescapeKey(text))
}

function check<K extends readonly string[]>(keys: K): readonly K[number][] {
  if (!Array.isArray(keys))
    throw bad(`segments() was given ${JSON.stringify(keys)}, not a list`, 'keys are given as a list, even a single one', keys)
  if (keys.length === 0) throw bad('segments() was given no keys', 'a set without keys has no partitions', undefined)
  const flaw = flawOfKeys(keys)
  if (flaw !== undefined) throw bad(flaw.what, flaw.why, flaw.key, `key ${flaw.index + 1} of ${keys.length}`)
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
