/** Every partition reads the upstream partitions that are named. */
import { PartitionError } from '../errors.ts'
import type { PartitionSet } from '../partition-set.ts'
import { isProduct } from '../set/product.ts'
import { isSegments } from '../set/segments.ts'
import { contains, everything, nothing, subsetOf } from '../subset/subset.ts'
import { escapeKey, unescapeKey } from '../text/key-text.ts'
import { isTimeSet } from '../time/time-set.ts'
import { identityOf } from './law/identity.ts'
import type { Mapping } from './law/mapping.ts'
import { missingOf, noneMissing } from './law/missing.ts'
import { requireFit } from './law/require-fit.ts'

/**
 * Reads the partitions of these keys, the same for every reader. Keys are written as in a selection. A key that does not exist (at this
 * instant) is missing; a key that is not in the list of `segments` is refused.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` for no keys, an empty key, and a key that is not text.
 *
 * @example
 * ```ts
 * inputs: { baseline: from(flights, { partitions: specific(['2001-01-01']) }) }
 * ```
 */
export function specific(keys: readonly string[]): Mapping<'many'> {
  const named = check(keys)
  const mapping: Mapping<'many'> = {
    arity: 'many',
    name: `specific(${named.join('; ')})`,
    identity: identityOf('specific', ...named),
    refusal: upstream => refusalOfKeys(named, upstream),
    upstream(downstream, upstream) {
      requireFit(mapping, upstream.set, downstream.of.set)
      if (downstream.count === 0) return { existing: nothing(upstream), missing: noneMissing, short: false }
      const found = named.map(key => upstream.ordinalOf(key))
      return {
        existing: subsetOf(
          upstream,
          found.filter(ordinal => ordinal !== undefined),
        ),
        missing: missingOf([...new Set(named.filter((_, index) => found[index] === undefined).map(key => spelt(key, upstream.set)))]),
        short: false,
      }
    },
    downstream(upstream, downstream) {
      requireFit(mapping, upstream.of.set, downstream.set)
      const isRead = named.some(key => {
        const ordinal = upstream.of.ordinalOf(key)
        return ordinal !== undefined && contains(upstream, ordinal)
      })
      return isRead ? everything(downstream) : nothing(downstream)
    },
  }
  return mapping
}

/** As keys of the set are written, so that one partition named twice is missing once: `b=2,a=1` is `a=1,b=2`, and `%61` is `a`. */
function spelt(key: string, set: PartitionSet): string {
  if (isTimeSet(set)) return key
  if (!isProduct(set)) return escapeKey(unescapeKey(key))
  const parts = key.split(',').map(part => part.split('=', 2) as [string, string?])
  return parts
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => (value === undefined ? name : `${name}=${escapeKey(unescapeKey(value))}`))
    .join(',')
}

function refusalOfKeys(named: readonly string[], upstream: PartitionSet): string | undefined {
  if (!isSegments(upstream)) return undefined
  const absent = named.find(key => !upstream.keys.includes(unescapeKey(key)))
  return absent === undefined ? undefined : `the upstream has no segment ${JSON.stringify(absent)}`
}

function check(keys: readonly string[]): readonly string[] {
  if (Array.isArray(keys) && keys.length > 0 && keys.every(key => typeof key === 'string' && key !== '')) return [...new Set(keys)]
  throw new PartitionError('BAD_PARTITION_DEFINITION', {
    what: 'specific() was not given a list of keys',
    where: 'specific()',
    why: 'it reads the partitions that are named, so there must be at least one name, and each must be text',
    fix: "give the keys as text: specific(['2001-01-01', '2001-07-01'])",
    details: { keys },
  })
}
