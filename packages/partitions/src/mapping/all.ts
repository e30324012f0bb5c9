/** Every partition reads every upstream partition that exists. */
import { everything, nothing } from '../subset/subset.ts'
import { identityOf } from './law/identity.ts'
import type { Mapping } from './law/mapping.ts'
import { noneMissing } from './law/missing.ts'

/** Reads all that exists upstream, between any two sets. Nothing is ever missing, since no key is named. */
export const all: Mapping<'many'> = {
  arity: 'many',
  name: 'all',
  identity: identityOf('all'),
  refusal: () => undefined,
  upstream(downstream, upstream) {
    return { existing: downstream.count === 0 ? nothing(upstream) : everything(upstream), missing: noneMissing, short: false }
  },
  downstream(upstream, downstream) {
    return upstream.count === 0 ? nothing(downstream) : everything(downstream)
  },
}
