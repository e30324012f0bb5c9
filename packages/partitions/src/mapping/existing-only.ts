/** Reads what another mapping reads, without the partitions that do not exist: they are not missing. */
import type { Connects } from './law/connects.ts'
import { identityOf } from './law/identity.ts'
import type { Arity, Mapping } from './law/mapping.ts'
import { noneMissing } from './law/missing.ts'
import { requireMapping } from './law/require-mapping.ts'

/** One value becomes a value or none; which sets the mapping connects stays as it is. */
export type ExistingOnly<M extends Mapping> = Mapping<Lenient<M['arity']>> &
  (M extends Connects<infer Up, infer Down> ? Connects<Up, Down> : unknown)

type Lenient<A extends Arity> = A extends 'one' ? 'maybe' : A

/**
 * Reads what another mapping reads as far as it exists: nothing is missing, so the reader waits for nothing that does not exist. An input of
 * one value becomes `undefined` where it does not exist. The reader still waits for a partition that exists and has no materialization yet.
 * In a product write it inside: `dimension('day', existingOnly(last(7)))`.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` where `mapping` is not a mapping.
 *
 * @example
 * ```ts
 * inputs: { soFar: from(flights, { partitions: existingOnly(overlap) }) }
 * ```
 */
export function existingOnly<M extends Mapping>(mapping: M): ExistingOnly<M>
export function existingOnly(mapping: Mapping): Mapping {
  requireMapping(mapping, 'existingOnly()')
  const { readsEarlier } = mapping
  return {
    arity: mapping.arity === 'one' ? 'maybe' : mapping.arity,
    name: `existingOnly(${mapping.name})`,
    identity: identityOf('existingOnly', mapping),
    ...(readsEarlier === undefined ? {} : { readsEarlier }),
    refusal: (upstream, downstream) => mapping.refusal(upstream, downstream),
    upstream: (downstream, upstream) => ({ ...mapping.upstream(downstream, upstream), missing: noneMissing }),
    downstream: (upstream, downstream) => mapping.downstream(upstream, downstream),
  }
}
