/** A partition reads the upstream partition of the same key. */
import type { PartitionSet } from '../partition-set.ts'
import { namesOf } from '../set/axes-of.ts'
import { isProduct } from '../set/product.ts'
import { subsetOfRanges } from '../subset/subset.ts'
import { refusalOfSame } from './agreement/refusal-of-same.ts'
import { translate } from './agreement/translate.ts'
import { identityOf } from './law/identity.ts'
import type { Mapping } from './law/mapping.ts'
import { requireFit } from './law/require-fit.ts'
import { type Link, readByDimension, readersByDimension } from './link/by-dimension.ts'

/**
 * Reads the partition of the same window, segment or combination. The sets may begin and end at different times; what does not exist upstream
 * is missing. Days of different time zones are different windows, and so are weeks that begin on different days: such sets are refused.
 */
export const same: Mapping<'one'> = {
  arity: 'one',
  name: 'same',
  identity: identityOf('same'),
  refusal: refusalOfSame,
  upstream(downstream, upstream) {
    requireFit(same, upstream.set, downstream.of.set)
    if (isProduct(upstream.set)) return readByDimension(sameNames(upstream.set), downstream, upstream)
    const { existing, missing } = translate(downstream.ranges, downstream.of, upstream)
    return { existing: subsetOfRanges(upstream, existing), missing, short: false }
  },
  downstream(upstream, downstream) {
    requireFit(same, upstream.of.set, downstream.set)
    if (isProduct(upstream.of.set)) return readersByDimension(sameNames(upstream.of.set), upstream, downstream)
    return subsetOfRanges(downstream, translate(upstream.ranges, upstream.of, downstream).existing)
  },
}

function sameNames(set: PartitionSet): readonly Link[] {
  return namesOf(set).map(name => ({ to: name, from: name, mapping: same }))
}
