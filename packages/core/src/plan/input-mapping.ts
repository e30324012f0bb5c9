/** The mapping of one input, whose errors name that input: a mapping alone does not know who reads with it. */
import { isPartitionError, type Mapping } from '@varve/partitions'
import { isVarveError, VarveError } from '../foundation/errors.ts'

export function inputMapping(mapping: Mapping, reader: string, input: string): Mapping {
  const named = <T>(answer: () => T): T => {
    try {
      return answer()
    } catch (error) {
      throw naming(error, mapping, `input '${input}' of ${reader}`, { asset: reader, input })
    }
  }
  return {
    ...mapping,
    refusal: (upstream, downstream) => mapping.refusal(upstream, downstream),
    upstream: (downstream, upstream) => named(() => mapping.upstream(downstream, upstream)),
    downstream: (upstream, downstream) => named(() => mapping.downstream(upstream, downstream)),
  }
}

interface Place extends Readonly<Record<string, unknown>> {
  readonly asset: string
  readonly input: string
}

function naming(error: unknown, { name }: Mapping, place: string, facts: Place): unknown {
  if (isVarveError(error)) return error
  if (isPartitionError(error)) {
    const { code, message, where, why, fix, details } = error
    const placed = where === undefined ? place : `${place}: ${where}`
    return new VarveError(code, { what: message, where: placed, why, fix, details: { ...details, ...facts }, cause: error })
  }
  return new VarveError('USER_CODE_FAILED', {
    what: `the mapping ${name} failed`,
    where: place,
    why: error instanceof Error ? error.message : String(error),
    fix: 'repair its functions; checkMapping(...) tries them in a test',
    details: { ...facts, mapping: name },
    cause: error,
  })
}
