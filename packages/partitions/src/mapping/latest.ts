/** Every partition reads the newest upstream window that exists. */
import type { PartitionSet, PartitionsAsOf } from '../partition-set.ts'
import { contains, everything, nothing, subsetOf } from '../subset/subset.ts'
import { isTimeSet, type TimeSet } from '../time/time-set.ts'
import type { Connects } from './law/connects.ts'
import { identityOf } from './law/identity.ts'
import type { Mapping } from './law/mapping.ts'
import { noneMissing } from './law/missing.ts'
import { requireFit } from './law/require-fit.ts'

/**
 * Reads the newest existing window, the same for every reader; `undefined` while there is none. Each new window makes its readers stale.
 *
 * @example
 * ```ts
 * inputs: { newest: from(flights, { partitions: latest }) }
 * ```
 */
export const latest: Mapping<'maybe'> & Connects<TimeSet, PartitionSet> = {
  arity: 'maybe',
  name: 'latest',
  identity: identityOf('latest'),
  refusal: upstream =>
    isTimeSet(upstream) ? undefined : `it reads the newest window, and the upstream is partitioned by ${upstream.kind}`,
  upstream(downstream, upstream) {
    requireFit(latest, upstream.set, downstream.of.set)
    return { existing: downstream.count === 0 ? nothing(upstream) : newest(upstream), missing: noneMissing, short: false }
  },
  downstream(upstream, downstream) {
    requireFit(latest, upstream.of.set, downstream.set)
    return contains(upstream, upstream.of.count - 1) ? everything(downstream) : nothing(downstream)
  },
}

function newest(of: PartitionsAsOf) {
  return of.count === 0 ? nothing(of) : subsetOf(of, [of.count - 1])
}
