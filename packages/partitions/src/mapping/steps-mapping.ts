/** The mapping that counts windows from the one that reads: what `last`, `offset`, `previous` and `next` have in common. */
import type { TimeMapping } from './connects.ts'
import { requireFit } from './fit.ts'
import type { Arity } from './mapping.ts'
import { downstreamBySteps, refusalOfSteps, type Steps, upstreamBySteps } from './steps.ts'

/** @param steps how many windows away the first and the last window read are; 0 is the window itself. */
export function stepsMapping<A extends Arity>(name: string, arity: A, steps: Steps): TimeMapping<A> {
  const mapping: TimeMapping<A> = {
    arity,
    name,
    ...(steps.last < 0 ? { readsEarlier: () => true } : {}),
    refusal: refusalOfSteps,
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
