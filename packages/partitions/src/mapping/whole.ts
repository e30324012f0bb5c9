/** Every partition reads the single partition of an unpartitioned asset. */
import { all } from './all.ts'
import { identityOf } from './law/identity.ts'
import type { Mapping } from './law/mapping.ts'
import { requireFit } from './law/require-fit.ts'

/** The meaning of a bare reference to an unpartitioned asset: the input is its one value. */
export const whole: Mapping<'one'> = {
  arity: 'one',
  name: 'whole',
  identity: identityOf('whole'),
  refusal: upstream => (upstream.kind === 'none' ? undefined : `it reads one value, and the upstream is partitioned by ${upstream.kind}`),
  upstream(downstream, upstream) {
    requireFit(whole, upstream.set, downstream.of.set)
    return all.upstream(downstream, upstream)
  },
  downstream(upstream, downstream) {
    requireFit(whole, upstream.of.set, downstream.set)
    return all.downstream(upstream, downstream)
  },
}
