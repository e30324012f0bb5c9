/** A product is read dimension by dimension, each through a mapping of its own. */
import { PartitionError } from '../errors.ts'
import type { PartitionSet } from '../partition-set.ts'
import { itself, namesOf } from '../set/axes-of.ts'
import { isProduct, type Product, slowestFirst } from '../set/product.ts'
import { all } from './all.ts'
import { isDimensionMapping } from './dimension.ts'
import type { ReadsDimensions } from './law/connects.ts'
import { identityOf } from './law/identity.ts'
import type { Arity, Mapping } from './law/mapping.ts'
import { requireMapping } from './law/require-mapping.ts'
import type { Link } from './link/by-dimension.ts'
import { linkedMapping } from './link/linked-mapping.ts'
import { refusalOfUnknown } from './link/reading-set.ts'
import { same } from './same.ts'

type Mappings = Readonly<Record<string, Mapping>>

/** Many where an entry reads many, else maybe where an entry may read nothing, else one; unknown where the arity of an entry is unknown. */
export type ArityOfEach<M extends Mappings> = true extends { [K in keyof M]: IsUnion<M[K]['arity']> }[keyof M]
  ? Arity
  : Widest<M[keyof M]['arity']>

type IsUnion<A, B = A> = A extends unknown ? ([B] extends [A] ? false : true) : never
type Widest<A extends Arity> = 'many' extends A ? 'many' : 'maybe' extends A ? 'maybe' : 'one'

/**
 * Reads each combination of what its dimensions read. An entry names a dimension of the upstream product. It is read by the dimension of the
 * same name, or by the one that `dimension('week', overlap)` names, or by the reading set itself if that is not a product. `all` needs no
 * reader. A dimension without an entry is read whole: where no entry reads many, write `all` for it, so that the input's type is true.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for no entries, and for an entry that is not a mapping.
 *
 * @example
 * ```ts
 * perDimension({ day: last(7), origin: same }).arity   // 'many'
 * perDimension({ day: previous, origin: same }).arity   // 'maybe'
 * ```
 */
export function perDimension<const M extends Mappings>(mappings: M): Mapping<ArityOfEach<M>> & ReadsDimensions<keyof M & string> {
  const entries = check(mappings)
  const arity = widest(entries.map(([, mapping]) => mapping.arity))
  const linked = linkedMapping<Arity>(
    {
      name: `perDimension(${entries.map(([name, mapping]) => `${name}: ${mapping.name}`).join(', ')})`,
      arity,
      identity: identityOf('perDimension', ...entries.flat()),
    },
    (upstream, downstream) => refusalOfNames(entries, arity, upstream) ?? linksOf(entries, downstream),
  )
  // The type holds what the values say: both are computed from the same entries.
  return {
    ...linked,
    ...(entries.some(goesBack) ? { readsEarlier: (set: PartitionSet) => isProduct(set) && readsEarlier(entries, set) } : {}),
  } as Mapping<ArityOfEach<M>>
}

type Entry = readonly [name: string, mapping: Mapping]

function linksOf(entries: readonly Entry[], downstream: PartitionSet): readonly Link[] {
  const own = (name: string) => (isProduct(downstream) ? name : itself)
  return entries
    .filter(([, mapping]) => mapping !== all)
    .map(([to, mapping]) =>
      isDimensionMapping(mapping) ? { to, from: mapping.dimension, mapping: mapping.inner } : { to, from: own(to), mapping },
    )
}

/** A dimension without an entry would make an input many where its type says one. */
function refusalOfNames(entries: readonly Entry[], arity: Arity, upstream: Product): string | undefined {
  const names = entries.map(([name]) => name)
  const unknown = refusalOfUnknown(names, upstream)
  if (unknown !== undefined) return unknown
  const left = arity === 'many' ? undefined : namesOf(upstream).find(name => !names.includes(name))
  return left === undefined ? undefined : `dimension ${left} is left out, which reads all of it, and no entry reads many: add ${left}: all`
}

/** The slowest dimension counts first: the first dimension that is not read by the same key has to go back. */
function readsEarlier(entries: readonly Entry[], set: Product): boolean {
  for (const name of slowestFirst(set)) {
    const own = entries.map(ownMapping).find((mapping, index) => mapping !== undefined && entries[index]![0] === name)
    if (own?.readsEarlier?.(set.sets[name]!) === true) return true
    if (own !== same) return false
  }
  return false
}

function goesBack(entry: Entry): boolean {
  return ownMapping(entry)?.readsEarlier !== undefined
}

/** How a dimension reads itself; undefined where another one reads it. */
function ownMapping([name, mapping]: Entry): Mapping | undefined {
  if (!isDimensionMapping(mapping)) return mapping
  return mapping.dimension === name ? mapping.inner : undefined
}

function widest(arities: readonly Arity[]): Arity {
  if (arities.includes('many')) return 'many'
  return arities.includes('maybe') ? 'maybe' : 'one'
}

function check(mappings: Mappings): readonly Entry[] {
  const names = Object.keys(mappings ?? {}).sort()
  if (names.length === 0) {
    throw new PartitionError('BAD_PARTITION_DEFINITION', {
      what: 'perDimension() was given no dimensions',
      where: 'perDimension()',
      why: 'it says for each dimension of the upstream product how it is read',
      fix: 'name them: perDimension({ day: last(7), origin: same }); to read everything, use all',
      details: { mappings },
    })
  }
  for (const name of names) requireMapping(mappings[name]!, `perDimension(), entry ${name}`)
  return names.map(name => [name, mappings[name]!])
}
