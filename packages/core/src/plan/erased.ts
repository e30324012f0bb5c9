/** Partitions whose bytes were erased: when they are made again, and what they mean to their readers. */
import type { Erasure } from '../ledger/records.ts'
import type { Available } from './available.ts'
import { erasedCause } from './judge.ts'
import type { PlanNode } from './node.ts'
import type { Row } from './row.ts'

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
export function erasedAvailability(erasure: Erasure, before: Row | undefined): Available {
  const by = erasedCause(erasure)
  return before ? { kind: 'gone', of: before, by } : { kind: 'blocked', by }
}
