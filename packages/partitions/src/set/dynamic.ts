/** A set of segments whose keys are added and removed at run time: tenants, customers, models. */
import { PartitionError } from '../errors.ts'
import type { DynamicKeys, Instant, PartitionSet, PartitionsAsOf } from '../partition-set.ts'
import { hasAxes } from './product.ts'
import { flawOfKeys, type KeyFlaw } from './segment-keys.ts'
import { segmentAt, segmentOrdinals } from './segments.ts'
import { isWord, wordsAre } from './word.ts'

export interface DynamicSegments<out N extends string = string> extends PartitionSet<'dynamic', string> {
  /** Its keys are kept under this name: sets of one name are one set. */
  readonly name: N
  /** @throws PartitionError `DYNAMIC_KEYS_NEEDED` without `keys`, `BAD_PARTITION_DEFINITION` for keys that one set cannot have. */
  asOf(now: Instant, keys?: DynamicKeys): DynamicAsOf
}

/** The partitions of a dynamic set: they depend on the look at its keys, not on the instant. */
export interface DynamicAsOf extends PartitionsAsOf<string> {
  readonly set: DynamicSegments
  /** The present keys, sorted by code unit, not in the order in which they were added. */
  readonly keys: readonly string[]
}

/**
 * Partitions by keys that come and go while the project runs: `varve keys add orders acme`. `ctx.partition` is the key itself. Removing a
 * key deletes nothing; adding it again brings its materializations back.
 *
 * @param name under which the keys are kept; assets whose sets have one name share them.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for a name that is not a word.
 *
 * @example
 * ```ts
 * const tenants = dynamicSegments('tenants')
 * tenants.asOf(now, { keysOf: () => ['globex', 'acme'] }).keys   // ['acme', 'globex']
 * ```
 */
export function dynamicSegments<const N extends string>(name: N): DynamicSegments<N> {
  if (!isWord(name)) throw notWord(name)
  const set: DynamicSegments<N> = {
    kind: 'dynamic',
    name,
    dimensions: [{ name: 'segment', kind: 'dynamic' }],
    asOf(now, keys) {
      if (typeof keys?.keysOf !== 'function') throw keysNeeded(name)
      return dynamicAsOf(set, sorted(name, keys.keysOf(name)), now)
    },
  }
  return set
}

export function isDynamicSegments(set: PartitionSet): set is DynamicSegments {
  return set.kind === 'dynamic'
}

export function hasDynamicKeys(of: PartitionsAsOf): of is DynamicAsOf {
  return isDynamicSegments(of.set)
}

/** Whether two answers of one set saw the same keys; those of a set without dynamic keys always did. */
export function haveSameKeys(one: PartitionsAsOf, other: PartitionsAsOf): boolean {
  if (hasAxes(one) && hasAxes(other)) return one.axes.every((axis, index) => haveSameKeys(axis.of, other.axes[index]!.of))
  if (!hasDynamicKeys(one) || !hasDynamicKeys(other) || one.keys === other.keys) return true
  return one.count === other.count && one.keys.every((key, ordinal) => key === other.keys[ordinal])
}

function dynamicAsOf(set: DynamicSegments, keys: readonly string[], now: Instant): DynamicAsOf {
  return { set, now, count: keys.length, keys, at: ordinal => segmentAt(keys, ordinal), ordinalOf: segmentOrdinals(keys) }
}

function sorted(name: string, keys: readonly string[]): readonly string[] {
  const flaw = Array.isArray(keys) ? flawOfKeys(keys) : notListed(keys)
  if (flaw === undefined) return Object.freeze([...keys].sort())
  throw new PartitionError('BAD_PARTITION_DEFINITION', {
    what: flaw.what,
    where: `the keys of dynamicSegments('${name}')`,
    why: flaw.why,
    fix: 'return different, non-empty keys as text from keysOf',
    details: { set: name, key: flaw.key },
  })
}

function notListed(key: unknown): Omit<KeyFlaw, 'index'> {
  return { key, what: 'keysOf() did not give a list', why: 'it has an answer for every set: an empty list where there are no keys' }
}

function keysNeeded(name: string): PartitionError {
  return new PartitionError('DYNAMIC_KEYS_NEEDED', {
    what: `The partitions of dynamicSegments('${name}') were asked for without its keys`,
    where: 'asOf()',
    why: 'its keys are added and removed at run time, so the definition does not hold them',
    fix: `pass them with the instant: asOf(now, { keysOf: set => ['acme'] })`,
    details: { set: name },
  })
}

function notWord(name: unknown): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `${JSON.stringify(name)} cannot name a dynamic set`,
    where: 'dynamicSegments()',
    why: 'its keys are kept under that name',
    fix: `use ${wordsAre}`,
    details: { name },
  })
}
