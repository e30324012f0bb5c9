/** A set of several named dimensions: one partition for each combination of their partitions. */
import { PartitionError, type Sentence } from '../errors.ts'
import { requireOrdinal } from '../ordinal/require-ordinal.ts'
import type { DynamicKeys, Instant, KeyPart, Partition, PartitionKey, PartitionSet, PartitionsAsOf, ValueOf } from '../partition-set.ts'
import { escapeKey } from '../text/key-text.ts'
import { isTimeSet } from '../time/time-set.ts'
import { isWord, wordsAre } from './word.ts'

export interface Product<out D extends Record<string, PartitionSet> = Record<string, PartitionSet>>
  extends PartitionSet<'product', { readonly [K in keyof D]: ValueOf<D[K]> }> {
  /** The dimensions by name, as declared. */
  readonly sets: D
}

/** One dimension of a product at an instant: its partitions, and how many ordinals of the product one step in it is worth. */
export interface Axis {
  readonly name: string
  readonly of: PartitionsAsOf
  readonly stride: number
}

/** The partitions of a product; `axes` is what mappings and selections calculate with. */
export interface ProductAsOf<out Value = unknown> extends PartitionsAsOf<Value> {
  /** From the slowest to the fastest changing: dimensions of time first, then the others, each by name. */
  readonly axes: readonly Axis[]
}

/**
 * Partitions by two or more named dimensions. Keys are written `day=2001-01-01,origin=ORD`, sorted by name whatever the order of
 * declaration; `ctx.partition` holds each dimension under its name. Dimensions of time change slowest in the order of ordinals, so the
 * ordinals of a product with one growing dimension stay as they are when it grows.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for fewer than two dimensions, a name that is not a word, and a dimension that is a
 * product or unpartitioned.
 *
 * @example
 * ```ts
 * const cells = product({ day: daily({ start: '2001-01-01' }), origin: segments(['ATL', 'ORD']) })
 * ```
 */
export function product<const D extends Record<string, PartitionSet>>(dimensions: Dimensions<D>): Product<D> {
  const sets: D = { ...(dimensions as D) }
  const names = Object.keys(sets).sort()
  check(sets, names)
  const set: Product<D> = {
    kind: 'product',
    sets,
    dimensions: names.map(name => ({ name, kind: sets[name]!.kind })),
    asOf: (now, keys) => productAsOf(set, names, now, keys),
  }
  return set
}

/** The dimensions; one that a product cannot have becomes a sentence. */
type Dimensions<D extends Record<string, PartitionSet>> = string extends keyof D
  ? D
  : [OtherNames<D>] extends [never]
    ? 'a product needs at least two dimensions: use the one set as it is'
    : {
        [K in keyof D]: D[K]['kind'] extends 'product'
          ? `the dimension ${K & string} is itself a product: name all dimensions in one product`
          : D[K]['kind'] extends 'none'
            ? `the dimension ${K & string} is unpartitioned and adds nothing to a key: leave it out`
            : D[K]
      }

/** `never` where there is only one. */
type OtherNames<D> = { [K in keyof D]: Exclude<keyof D, K> }[keyof D]

export function isProduct(set: PartitionSet): set is Product {
  return set.kind === 'product'
}

export function hasAxes(of: PartitionsAsOf): of is ProductAsOf {
  return 'axes' in of
}

/** The set of a dimension; undefined where the product has none of that name. */
export function dimensionOf({ sets }: Product, name: string): PartitionSet | undefined {
  return Object.hasOwn(sets, name) ? sets[name] : undefined
}

/** The names of the dimensions as ordinals count them: those of time first, then the others, each by name. */
export function slowestFirst({ dimensions, sets }: Product): readonly string[] {
  const names = dimensions.map(({ name }) => name)
  return [...names.filter(name => isTimeSet(sets[name]!)), ...names.filter(name => !isTimeSet(sets[name]!))]
}

/** Writes a product's key from the raw keys of its dimensions. */
function productKey(parts: readonly KeyPart[]): PartitionKey {
  return parts.map(part => `${part.dimension}=${escapeKey(part.key)}`).join(',') as PartitionKey
}

function productAsOf<D extends Record<string, PartitionSet>>(
  set: Product<D>,
  names: readonly string[],
  now: Instant,
  keys: DynamicKeys | undefined,
): ProductAsOf<ProductValue<D>> {
  const axes = axesOf(set, now, keys)
  const byName = names.map(name => axes.find(axis => axis.name === name)!)
  const count = axes.reduce((size, axis) => size * axis.of.count, 1)
  return {
    set,
    now,
    count,
    axes,
    at(ordinal): Partition<ProductValue<D>> {
      requireOrdinal(ordinal, count)
      const parts: KeyPart[] = []
      const value: Record<string, unknown> = {}
      for (const axis of byName) {
        const coordinate = axis.of.at(coordinateOf(axis, ordinal))
        parts.push({ ...coordinate.parts[0]!, dimension: axis.name })
        value[axis.name] = coordinate.value
      }
      return { key: productKey(parts), ordinal, parts, value: value as ProductValue<D> }
    },
    ordinalOf: key => ordinalOf(byName, key),
  }
}

type ProductValue<D extends Record<string, PartitionSet>> = { readonly [K in keyof D]: ValueOf<D[K]> }

export function coordinateOf(axis: Axis, ordinal: number): number {
  return Math.floor(ordinal / axis.stride) % axis.of.count
}

function axesOf(set: Product, now: Instant, keys: DynamicKeys | undefined): readonly Axis[] {
  const axes: Axis[] = []
  let stride = 1
  for (const name of slowestFirst(set).toReversed()) {
    const of = set.sets[name]!.asOf(now, keys)
    axes.unshift({ name, of, stride })
    stride *= of.count
  }
  if (!Number.isSafeInteger(stride)) throw tooMany(slowestFirst(set), stride)
  return axes
}

/** Reads the dimensions in any order, each exactly once. */
function ordinalOf(axes: readonly Axis[], key: string): number | undefined {
  const items = key.split(',')
  if (items.length !== axes.length) return undefined
  let ordinal = 0
  const named = new Set<string>()
  for (const item of items) {
    const equals = item.indexOf('=')
    const axis = axes.find(candidate => candidate.name === item.slice(0, Math.max(0, equals)))
    const coordinate = axis?.of.ordinalOf(item.slice(equals + 1))
    if (axis === undefined || coordinate === undefined || named.has(axis.name)) return undefined
    named.add(axis.name)
    ordinal += coordinate * axis.stride
  }
  return ordinal
}

function check(sets: Record<string, PartitionSet>, names: readonly string[]): void {
  if (names.length < 2) {
    throw bad('product()', {
      what: 'A product needs at least two dimensions',
      why: `it was given ${names.length}`,
      fix: 'use the one set as it is, without product()',
    })
  }
  const spellings = new Map<string, string>()
  for (const name of names) {
    const flaw = flawOfName(name, spellings.get(name.toLowerCase())) ?? flawOfDimension(name, sets[name])
    if (flaw !== undefined) throw bad(`product(), dimension ${JSON.stringify(name)}`, flaw)
    spellings.set(name.toLowerCase(), name)
  }
}

/** @param earlier another name that differs only in case. */
function flawOfName(name: string, earlier: string | undefined): Sentence | undefined {
  if (!isWord(name)) {
    return {
      what: `Dimension name ${JSON.stringify(name)} is not a word`,
      why: 'names are part of keys, selections and folders',
      fix: `use ${wordsAre}`,
    }
  }
  if (earlier === undefined) return undefined
  return {
    what: `Dimension names ${earlier} and ${name} differ only in case`,
    why: 'they would share folders on disks that ignore case',
    fix: 'rename one of them',
  }
}

function flawOfDimension(name: string, set: PartitionSet | undefined): Sentence | undefined {
  if (typeof set?.asOf !== 'function') {
    return {
      what: `Dimension ${name} is not a partition set`,
      why: 'each dimension is a set of partitions',
      fix: 'give it daily(...) or segments([...])',
    }
  }
  switch (set.kind) {
    case 'product':
      return {
        what: `Dimension ${name} is itself a product`,
        why: 'keys of nested products would be ambiguous',
        fix: 'name all dimensions in one product',
      }
    case 'none':
      return { what: `Dimension ${name} is unpartitioned`, why: 'it has one partition, so it adds nothing to a key', fix: 'leave it out' }
    default:
      return undefined
  }
}

function tooMany(names: readonly string[], count: number): PartitionError {
  return bad('product()', {
    what: `The product of ${names.join(', ')} is too large`,
    why: `its dimensions multiply to about ${count.toExponential(1)} partitions, more than can be counted exactly`,
    fix: 'use fewer or smaller dimensions',
  })
}

function bad(where: string, sentence: Sentence): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', { ...sentence, where })
}
