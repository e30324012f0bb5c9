/** What became of an asset's partitions since a run last planned to make it. */
import {
  type ChangeFact,
  changeOf,
  type DefinitionChange,
  describeEffect,
  describeFacts,
  ordinals,
  type PartitionSubset,
} from '@varve/partitions'
import type { Judgement } from './judge.ts'
import type { PlanNode } from './node.ts'
import type { PlanFinding } from './plan.ts'
import type { PlanSnapshot } from './plan-snapshot.ts'

/** Undefined where it holds the same partitions as then, and where no run of the environment has planned it. */
export function changedPartitions(
  { name, partitions }: PlanNode,
  snapshot: PlanSnapshot,
  environment: string,
): DefinitionChange | undefined {
  const before = snapshot.partitionsOf(environment, name)
  // Looked up where a definition did change.
  const keys = { keysOf: (set: string) => snapshot.dynamicKeys().keysOf(set) }
  return before && changeOf(before, partitions.set, partitions.now, keys)
}

/** Semantics 50: no edit of a definition starts work before this has said how many partitions it is about. */
export function changeFindings(
  node: PlanNode,
  judged: readonly Judgement[],
  snapshot: PlanSnapshot,
  environment: string,
): readonly PlanFinding[] {
  const change = changedPartitions(node, snapshot, environment)
  if (!change) return []
  const { effect } = change
  const isHiding = effect?.hidden.count !== 0
  const isBack = effect !== null && effect.added.count > 0 && isMadeBefore(effect.added, judged)
  const fixes = [
    ...(effect?.added.count === 0 || isBack ? [] : ['to make only some of what is new, name them with --partitions']),
    ...(isHiding ? ['what is hidden is not deleted: the earlier definition brings it back'] : []),
  ]
  const effectText = `${describeEffect(change)}${isBack ? '; all that is new was made before, and is back' : ''}`
  return [
    {
      severity: fixes.length === 0 ? 'info' : 'warning',
      code: 'PARTITIONS_CHANGED',
      asset: node.name,
      message: `${node.name}: ${describeFacts(change.facts)}: ${effectText}`,
      fix: fixes.length === 0 ? null : fixes.join('; '),
      change: { edit: describeFacts(editOf(change.facts)), effect: effectText },
    },
  ]
}

/** A product says what its dimension says, so that one edit of a shared set reads alike. */
function editOf(facts: readonly ChangeFact[]): readonly ChangeFact[] {
  const [only, ...others] = facts
  return only?.kind === 'dimension' && others.length === 0 ? only.facts : facts
}

function isMadeBefore(added: PartitionSubset, judged: readonly Judgement[]): boolean {
  for (const ordinal of ordinals(added)) {
    const { kind } = judged[ordinal]!
    if (kind !== 'fresh' && kind !== 'reuse') return false
  }
  return true
}
