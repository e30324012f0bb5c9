/** What keeps partitions of an asset from being made, folded by cause, each with what to do about it. */
import { isTimeSet, ordinals, type PartitionSubset, subsetOf } from '@varve/partitions'
import { referenceText } from '../foundation/reference-text.ts'
import { fixOfCause } from './fix-of-cause.ts'
import type { Available, Judgement } from './judge.ts'
import type { PlanGraph, PlanNode } from './node.ts'
import type { BlockedGroup, Cause } from './plan.ts'
import { type AbsenceReason, whyAbsent } from './why-absent.ts'

export interface BlockedContext {
  readonly graph: PlanGraph
  readonly environment: string
  available(asset: string, ordinal: number): Available
}

/** One for all partitions that wait for the same asset for the same reason. */
export function blockedGroups(
  node: PlanNode,
  selected: PartitionSubset,
  judged: readonly Judgement[],
  context: BlockedContext,
): readonly BlockedGroup[] {
  const groups = new Map<string, { cause: Cause; why: AbsenceReason | undefined; others: boolean; ordinals: number[] }>()
  for (const ordinal of ordinals(selected)) {
    const judgement = judged[ordinal]!
    if (judgement.kind !== 'blocked') continue
    const { by, others } = judgement
    const why = by.code === 'INPUT_MISSING' ? whyAbsent(by.partition, context.graph.get(by.asset)!.partitions) : undefined
    const key = JSON.stringify([by.asset, by.code, why])
    const group = groups.get(key)
    if (!group) {
      groups.set(key, { cause: by, why, others, ordinals: [ordinal] })
      continue
    }
    group.others ||= others || by.partition !== group.cause.partition
    group.ordinals.push(ordinal)
  }
  return [...groups.values()].map(({ why, ...group }) => ({ ...group, fix: fixOf(node, group.cause, why, context) }))
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
function isPastOf(node: PlanNode, upstream: PlanNode, ordinal: number, { available }: BlockedContext): boolean {
  if (node.name === upstream.name) return true
  const { key } = upstream.partitions.at(ordinal)
  return pastOf(upstream).some(mapping =>
    [...ordinals(mapping.downstream(subsetOf(upstream.partitions, [ordinal]), upstream.partitions))].some(after => {
      const found = available(upstream.name, after)
      return found.kind === 'blocked' && found.by.asset === upstream.name && found.by.partition === key
    }),
  )
}

/** Where the gap begins that ends with this partition. */
function firstNeverMade(node: PlanNode, ordinal: number, { available }: BlockedContext): number {
  let first = ordinal
  for (;;) {
    const before = pastOf(node)
      .flatMap(mapping => [...ordinals(mapping.upstream(subsetOf(node.partitions, [first]), node.partitions).existing)])
      .find(earlier => available(node.name, earlier).kind === 'missing')
    if (before === undefined) return first
    first = before
  }
}

function pastOf({ name, inputs }: PlanNode) {
  return inputs.flatMap(input => (input.kind === 'asset' && input.asset === name ? [input.mapping] : []))
}
