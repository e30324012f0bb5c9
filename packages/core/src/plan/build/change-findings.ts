/** What a plan says of an edited definition of partitions. */
import {
  type ChangeFact,
  type DefinitionChange,
  describeEffect,
  describeFacts,
  intersection,
  type PartitionSubset,
} from '@varve/partitions'
import type { PlanNode } from '../node.ts'
import type { PlanFinding } from '../plan.ts'

/**
 * Semantics 50: no edit of a definition starts work before this has said how many partitions it is about.
 *
 * @param unmade those of which nothing that was made before is wanted again.
 */
export function changeFindings(node: PlanNode, change: DefinitionChange | undefined, unmade: PartitionSubset): readonly PlanFinding[] {
  if (!change) return []
  const { effect } = change
  const isHiding = effect?.hidden.count !== 0
  const isBack = effect !== null && effect.added.count > 0 && intersection(unmade, effect.added).count === 0
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
