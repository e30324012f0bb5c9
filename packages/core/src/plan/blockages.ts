/** What keeps partitions of an asset from being made, folded by cause, each with what to do about it. */
import { isTimeSet, ordinals, type PartitionSubset, subsetOf } from '@varve/partitions'
import { fixOfCause } from './fix-of-cause.ts'
import type { Judgement, Offer } from './judge.ts'
import { type Lack, lackOf } from './lack.ts'
import type { PlanGraph, PlanNode } from './node.ts'
import type { Blockage, Cause } from './plan.ts'

export interface BlockageContext {
  readonly graph: PlanGraph
  readonly environment: string
  offer(asset: string, ordinal: number): Offer
}

/** One for all partitions that wait for the same asset for the same reason. */
export function blockagesOf(
  node: PlanNode,
  selected: PartitionSubset,
  judged: readonly Judgement[],
  context: BlockageContext,
): readonly Blockage[] {
  const groups = new Map<string, { cause: Cause; lack: Lack | undefined; others: boolean; ordinals: number[] }>()
  for (const ordinal of ordinals(selected)) {
    const judgement = judged[ordinal]!
    if (judgement.kind !== 'blocked') continue
    const { by, others } = judgement
    const lack = by.code === 'INPUT_MISSING' ? lackOf(by.partition, context.graph.get(by.asset)!.partitions) : undefined
    const key = JSON.stringify([by.asset, by.code, lack])
    const group = groups.get(key)
    if (!group) {
      groups.set(key, { cause: by, lack, others, ordinals: [ordinal] })
      continue
    }
    group.others ||= others || by.partition !== group.cause.partition
    group.ordinals.push(ordinal)
  }
  return [...groups.values()].map(({ lack, ...group }) => ({ ...group, fix: fixOf(node, group.cause, lack, context) }))
}

function fixOf(node: PlanNode, { asset, partition, code }: Cause, lack: Lack | undefined, context: BlockageContext): string {
  if (code !== 'INPUT_MISSING') return fixOfCause({ asset, partition, code }, context.environment)
  const upstream = context.graph.get(asset)!
  const { set } = upstream.partitions
  const time = isTimeSet(set) ? set : undefined
  const lenient = 'read what exists with existingOnly(...)'
  switch (lack) {
    case 'before':
      return `${asset}@${partition} is before its start ${time?.start}: begin the reader later, or ${lenient}`
    case 'after':
      return `${asset}@${partition} is after its end ${time?.end}: end the reader earlier, or ${lenient}`
    case 'left out':
      return `${asset}@${partition} is left out of its dates: ${lenient}`
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
function isPastOf(node: PlanNode, upstream: PlanNode, ordinal: number, { offer }: BlockageContext): boolean {
  if (node.name === upstream.name) return true
  const { key } = upstream.partitions.at(ordinal)
  return pastOf(upstream).some(mapping =>
    [...ordinals(mapping.downstream(subsetOf(upstream.partitions, [ordinal]), upstream.partitions))].some(after => {
      const found = offer(upstream.name, after)
      return found.kind === 'blocked' && found.by.asset === upstream.name && found.by.partition === key
    }),
  )
}

/** Where the gap begins that ends with this partition. */
function firstNeverMade(node: PlanNode, ordinal: number, { offer }: BlockageContext): number {
  let first = ordinal
  for (;;) {
    const before = pastOf(node)
      .flatMap(mapping => [...ordinals(mapping.upstream(subsetOf(node.partitions, [first]), node.partitions).existing)])
      .find(earlier => offer(node.name, earlier).kind === 'missing')
    if (before === undefined) return first
    first = before
  }
}

function pastOf({ name, inputs }: PlanNode) {
  return inputs.flatMap(input => (input.kind === 'asset' && input.asset === name ? [input.mapping] : []))
}
