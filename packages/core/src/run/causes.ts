/** Why partitions cannot be read in this run: what failed in it, or was blocked. */
import type { Cause } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import type { StepResult } from './outcome.ts'

export interface Causes {
  at(asset: string, ordinal: number): Cause | undefined
  /** Of how many partitions of the asset: it only grows. */
  countOf(asset: string): number
  add(step: Step, result: StepResult): void
}

export function causes(): Causes {
  const found = new Map<string, Map<number, Cause>>()
  return {
    at: (asset, ordinal) => found.get(asset)?.get(ordinal),
    countOf: asset => found.get(asset)?.size ?? 0,
    add: ({ node, partition }, result) => {
      const cause = causeOf(result)
      if (!cause) return
      const ordinals = found.get(node.name) ?? new Map<number, Cause>()
      found.set(node.name, ordinals.set(partition.ordinal, cause))
    },
  }
}

function causeOf(result: StepResult): Cause | undefined {
  if (result.kind === 'blocked') return result.by
  if (result.kind !== 'failed') return undefined
  const { asset, partition, code } = result.failure
  return { asset, partition, code }
}
