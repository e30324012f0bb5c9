/** A step: one partition of one asset, which is judged, planned and made. */
import type { Partition } from '@varve/partitions'
import { referenceText } from '../foundation/reference-text.ts'
import type { PlanNode } from './node.ts'

export interface Step {
  readonly node: PlanNode
  readonly partition: Partition
}

export function stepOf(node: PlanNode, ordinal: number): Step {
  return { node, partition: node.partitions.at(ordinal) }
}

/** `flights@2001-01-01` */
export function stepName({ node, partition }: Step): string {
  return referenceText(node.name, partition.key)
}
