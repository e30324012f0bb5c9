/** Ordinals of one asset as selection text, and grouped by what blocks them. */
import { formatSelection, subsetOf } from '@varve/partitions'
import type { PlanNode } from './node.ts'
import type { Cause } from './plan.ts'

/** Ordinals grouped by what blocks them. */
export function byCause(blocked: ReadonlyMap<number, Cause>): readonly (readonly [Cause, readonly number[]])[] {
  const groups = new Map<string, [Cause, number[]]>()
  for (const [ordinal, cause] of blocked) {
    const key = JSON.stringify([cause.asset, cause.partition, cause.code])
    const group = groups.get(key) ?? [cause, []]
    group[1].push(ordinal)
    groups.set(key, group)
  }
  return [...groups.values()]
}

export function textOf(node: PlanNode, ordinals: readonly number[]): string {
  return formatSelection(subsetOf(node.partitions, ordinals))
}
