/** The mapping by time: what `overlap`, `last`, `offset`, `previous` and `next` have in common. */
import type { PartitionSet } from '../../partition-set.ts'
import { namesOf } from '../../set/axes-of.ts'
import { isProduct } from '../../set/product.ts'
import { isTimeSet } from '../../time/time-set.ts'
import { refusalOfSharing } from '../agreement/refusal-of-same.ts'
import type { TimeMapping } from '../law/connects.ts'
import { identityOf } from '../law/identity.ts'
import { requireFit } from '../law/require-fit.ts'
import { downstreamBySteps, type Steps, upstreamBySteps } from './steps.ts'

/**
 * Reads the upstream windows that share time with the window itself, shifted by whole steps of one window of the reading set. A mapping that
 * reads at most one window connects only sets with the same windows: between others, a shifted window may overlap several.
 */
export function windowMapping<A extends 'maybe' | 'many'>(name: string, arity: A, steps: Steps): TimeMapping<A> {
  const mapping: TimeMapping<A> = {
    arity,
    name,
    identity: identityOf('windows', arity, steps.first, steps.last),
    ...(steps.last < 0 ? { readsEarlier: () => true } : {}),
    refusal(upstream, downstream) {
      const timeless = refusalOfTimeless(name, upstream, downstream)
      return timeless !== undefined || arity === 'many' ? timeless : refusalOfSingle(steps, upstream, downstream)
    },
    upstream(downstream, upstream) {
      requireFit(mapping, upstream.set, downstream.of.set)
      return upstreamBySteps(steps, downstream, upstream)
    },
    downstream(upstream, downstream) {
      requireFit(mapping, upstream.of.set, downstream.set)
      return downstreamBySteps(steps, upstream, downstream)
    },
  }
  return mapping
}

function refusalOfTimeless(name: string, upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  const timeless = [upstream, downstream].find(set => !isTimeSet(set))
  if (timeless === undefined) return undefined
  const ways = waysByDimension(name, upstream, downstream)
  return `it reads by time, and one side is partitioned by ${timeless.kind}${ways.length === 0 ? '' : `; use ${ways.join(' or ')}`}`
}

/** The same by one dimension of time, as code. */
function waysByDimension(name: string, upstream: PartitionSet, downstream: PartitionSet): readonly string[] {
  if (isTimeSet(upstream)) return timesIn(downstream).map(each => `dimension('${each}', ${name})`)
  if (!isTimeSet(downstream)) {
    const shared = timesIn(upstream).filter(each => timesIn(downstream).includes(each))
    return shared.map(each => `perDimension({ ${each}: ${name}, ... })`)
  }
  return timesIn(upstream).map(each => {
    const others = namesOf(upstream).filter(other => other !== each)
    return `perDimension({ ${[`${each}: ${name}`, ...others.map(other => `${other}: all`)].join(', ')} })`
  })
}

function timesIn(set: PartitionSet): readonly string[] {
  return isProduct(set) ? namesOf(set).filter(name => isTimeSet(set.sets[name]!)) : []
}

function refusalOfSingle({ first, last }: Steps, upstream: PartitionSet, downstream: PartitionSet): string | undefined {
  const refusal = refusalOfSharing(upstream, downstream)
  return refusal && `${refusal}; use offset(${first}, ${last}) to read each window that shares time with the one so many steps away`
}
