/** Partitions whose bytes were erased: when they are made again, and what they mean to their readers. */
import type { Partition } from '@varve/partitions'
import type { Erasure, Materialization } from '../ledger/records.ts'
import { type Available, erasedCause } from './judge.ts'
import { madeFor } from './made-for.ts'
import type { PlanNode } from './node.ts'
import type { PlanSnapshot } from './plan-snapshot.ts'

interface Asked {
  readonly force: boolean
  readonly named: readonly string[]
  readonly partitions: string | undefined
}

/** Forcing everything is not asking for what was erased: its partitions are named, or the asset where it has none. */
export function asksForErased({ name, partitions }: PlanNode, { force, named, ...request }: Asked): boolean {
  if (!force || !named.includes(name)) return false
  if (partitions.set.kind === 'none') return named.length === 1
  return request.partitions !== undefined && !['*', 'missing', 'stale'].includes(request.partitions.trim())
}

/** Readers are judged by what was current when it was erased. */
export function erasedAvailability(
  erasure: Erasure,
  partition: Partition,
  snapshot: Pick<PlanSnapshot, 'currentAt'>,
  environment: string,
): Available {
  const before = snapshot.currentAt(environment, erasure.asset, erasure.partition, erasure.sequence - 1)
  const of: Materialization | undefined = madeFor(partition, before)
  const by = erasedCause(erasure)
  return of ? { kind: 'gone', of, by } : { kind: 'blocked', by }
}
