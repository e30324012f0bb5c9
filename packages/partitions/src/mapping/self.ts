/** An asset reads its own past. */
import { haveSameDefinition } from '../definition/definition.ts'
import { PartitionError } from '../errors.ts'
import type { PartitionSet } from '../partition-set.ts'
import { identityOf } from './law/identity.ts'
import type { Arity, Mapping } from './law/mapping.ts'
import { requireFit } from './law/require-fit.ts'
import { requireMapping } from './law/require-mapping.ts'

/** An input that is the asset itself, earlier. */
export interface OwnPast<out A extends Arity = Arity> extends Mapping<A> {
  readonly ownPast: true
}

/**
 * Reads partitions of the same asset through a mapping that goes back in time, so that no partition waits for itself: `previous`,
 * `offset(-7)`, or `perDimension({ day: previous, origin: same })`.
 *
 * @throws PartitionError `BAD_PARTITION_DEFINITION` where the mapping may read a partition that is not earlier than its reader.
 *
 * @example
 * ```ts
 * self(previous).arity   // 'maybe'
 * ```
 */
export function self<const A extends Arity>(earlier: Mapping<A>): OwnPast<A> {
  requireMapping(earlier, 'self()')
  const { readsEarlier } = earlier
  if (readsEarlier === undefined) throw waitsForItself(earlier)
  const mapping: OwnPast<A> = {
    ownPast: true,
    arity: earlier.arity,
    name: `self(${earlier.name})`,
    identity: identityOf('self', earlier),
    readsEarlier,
    refusal(upstream, downstream) {
      if (!haveSameDefinition(upstream, downstream)) return 'an asset reads its own partitions, and these two sets are defined differently'
      return earlier.refusal(upstream, downstream) ?? refusalOfOrder(earlier, downstream)
    },
    upstream(downstream, upstream) {
      requireFit(mapping, upstream.set, downstream.of.set)
      return earlier.upstream(downstream, upstream)
    },
    downstream(upstream, downstream) {
      requireFit(mapping, upstream.of.set, downstream.set)
      return earlier.downstream(upstream, downstream)
    },
  }
  return mapping
}

export function isOwnPast(value: unknown): value is OwnPast {
  return typeof value === 'object' && value !== null && 'ownPast' in value
}

/** Of several dimensions of time the slowest one decides what is earlier. */
function refusalOfOrder(earlier: Mapping, set: PartitionSet): string | undefined {
  if (earlier.readsEarlier?.(set) !== false) return undefined
  return 'a dimension that counts slower than the one that goes back is not read by the same key, so that a partition might wait for itself'
}

function waitsForItself(mapping: Mapping): PartitionError {
  return new PartitionError('BAD_PARTITION_DEFINITION', {
    what: `self(${mapping.name}) would make the asset wait for itself`,
    where: 'self()',
    why: 'it may read a partition that is not earlier than the one that reads',
    fix: 'read the past only: self(previous), self(offset(-7)) or self(perDimension({ day: previous, origin: same }))',
    details: { mapping: mapping.name },
  })
}
