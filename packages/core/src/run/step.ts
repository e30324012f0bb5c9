/** A step: one partition of one asset that a run makes, and what it is called. */
import type { PlanNode } from '../plan/node.ts'

export interface Step {
  readonly node: PlanNode
  readonly ordinal: number
  readonly forced: boolean
}

/** `2001-01-01` of flights as a person names it. */
export function stepName({ node, ordinal }: Step): string {
  const { key } = node.partitions.at(ordinal)
  return key === '' ? node.name : `${node.name}@${key}`
}
