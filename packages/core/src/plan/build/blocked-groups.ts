/** What keeps partitions of an asset from being made, folded by cause, each with what to do about it. */
import { contains, isTimeSet, ordinals, type PartitionSubset, subsetOf } from '@varve/partitions'
import { referenceText } from '../../foundation/reference-text.ts'
import type { Blocked } from '../available.ts'
import { type Collected, collected } from '../collected.ts'
import { fixOfCause } from '../fix-of-cause.ts'
import type { PlanGraph, PlanNode } from '../node.ts'
import type { BlockedGroup, Cause } from '../plan.ts'
import { type AbsenceReason, whyAbsent } from '../why-absent.ts'

export interface BlockedContext {
  readonly graph: PlanGraph
  readonly environment: string
  /** Why readers of a partition of a judged asset cannot go on; undefined where they can, or where there is none. */
  causeOf(asset: string, ordinal: number): Cause | undefined
  /** Of which partitions of a judged asset there is nothing, and will be nothing. */
  missing(asset: string): PartitionSubset
}

/** One for all partitions that wait for the same asset for the same reason. */
export function blockedGroups(node: PlanNode, blocked: ReadonlyMap<number, Blocked>, context: BlockedContext): readonly BlockedGroup[] {
  if (blocked.size === 0) return []
  const groups = new Map<string, { cause: Cause; why: AbsenceReason | undefined; others: boolean; ordinals: Collected }>()
  for (const [ordinal, { by, others }] of blocked) {
    const why = by.code === 'INPUT_MISSING' ? whyAbsent(by.partition, context.graph.get(by.asset)!.partitions) : undefined
    const key = JSON.stringify([by.asset, by.code, why])
    const group = groups.get(key)
    if (!group) {
      const ordinals = collected()
      ordinals.add(ordinal)
      groups.set(key, { cause: by, why, others, ordinals })
      continue
    }
    group.others ||= others || by.partition !== group.cause.partition
    group.ordinals.add(ordinal)
  }
  return [...groups.values()].map(({ cause, why, others, ordinals }) => {
    return { cause, others, partitions: ordinals.in(node.partitions), fix: fixOf(node, cause, why, context) }
  })
}

function fixOf(node: PlanNode, { asset, partition, code }: Cause, why: AbsenceReason | undefined, context: BlockedContext): string {
  if (code !== 'INPUT_MISSING') return fixOfCause({ asset, partition, code }, context.environment)
  const upstream = context.graph.get(asset)!
  const name = referenceText(asset, partition)
  const { set } = upstream.partitions
  const time = isTimeSet(set) ? set : undefined
  const lenient = 'read what exists with existingOnly(...)'
  switch (why) {
    case 'before':
      return `${name} is before its start ${time?.start}: begin the reader later, or ${lenient}`
    case 'after':
      return `${name} is after its end ${time?.end}: end the reader earlier, or ${lenient}`
    case 'left out':
      return `${name} is left out of its dates: ${lenient}`
    case 'to come':
      return `${asset} has no partition ${partition} yet: wait for it, or ${lenient}`
    case 'unknown':
      return `${asset} has no partition ${partition}: wait for it where it is to come, add it, or ${lenient}`
  }
  const ordinal = upstream.partitions.ordinalOf(partition)
  if (ordinal === undefined || !isPastOf(node, upstream, ordinal, context)) return `materialize ${asset} too: select +${node.name}`
  const first = upstream.partitions.at(firstNeverMade(upstream, ordinal, context)).key
  return `${asset === node.name ? 'it' : asset} reads its own past: begin earlier, with ${first}`
}

/** Whether the selection reaches an asset and leaves out a window that it goes on from. */
function isPastOf(node: PlanNode, upstream: PlanNode, ordinal: number, { causeOf }: BlockedContext): boolean {
  if (node.name === upstream.name) return true
  const { key } = upstream.partitions.at(ordinal)
  return pastOf(upstream).some(mapping =>
    [...ordinals(mapping.downstream(subsetOf(upstream.partitions, [ordinal]), upstream.partitions))].some(after => {
      const by = causeOf(upstream.name, after)
      return by?.asset === upstream.name && by.partition === key
    }),
  )
}

/** Where the gap begins that ends with this partition. */
function firstNeverMade(node: PlanNode, ordinal: number, context: BlockedContext): number {
  const missing = context.missing(node.name)
  let first = ordinal
  for (;;) {
    const before = pastOf(node)
      .flatMap(mapping => [...ordinals(mapping.upstream(subsetOf(node.partitions, [first]), node.partitions).existing)])
      .find(earlier => contains(missing, earlier))
    if (before === undefined) return first
    first = before
  }
}

function pastOf({ name, inputs }: PlanNode) {
  return inputs.flatMap(input => (input.kind === 'asset' && input.asset === name ? [input.mapping] : []))
}
