/** The mapping of one input, whose errors name that input: a mapping alone does not know who reads with it. */
import type { Mapping } from '@varve/partitions'
import { asVarveError } from '../foundation/translate-error.ts'

export function inputMapping(mapping: Mapping, reader: string, input: string): Mapping {
  const named = <T>(answer: () => T): T => {
    try {
      return answer()
    } catch (error) {
      throw asVarveError(error, { where: `input '${input}' of ${reader}`, facts: { asset: reader, input } })
    }
  }
  return {
    ...mapping,
    refusal: (upstream, downstream) => mapping.refusal(upstream, downstream),
    upstream: (downstream, upstream) => named(() => mapping.upstream(downstream, upstream)),
    downstream: (upstream, downstream) => named(() => mapping.downstream(upstream, downstream)),
  }
}
