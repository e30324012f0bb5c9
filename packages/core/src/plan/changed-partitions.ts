/** What became of an asset's partitions since a run last planned to make it. */
import { changeOf, type DefinitionChange, describeChange } from '@varve/partitions'
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import type { PlanNode } from './node.ts'
import type { Finding } from './plan.ts'

/** Undefined where it holds the same partitions as then, and where no run of the environment has planned it. */
export function changedPartitions(
  { name, partitions }: PlanNode,
  snapshot: LedgerSnapshot,
  environment: string,
): DefinitionChange | undefined {
  const before = snapshot.partitionsOf(environment, name)
  // Looked up where a definition did change.
  const keys = { keysOf: (set: string) => snapshot.dynamicKeys().keysOf(set) }
  return before && changeOf(before, partitions.set, partitions.now, keys)
}

/** Semantics 50: no edit of a definition starts work before this has told how many partitions it is about. */
export function changeFindings(node: PlanNode, snapshot: LedgerSnapshot, environment: string): readonly Finding[] {
  const change = changedPartitions(node, snapshot, environment)
  if (!change) return []
  const isHarmless = change.effect?.added.count === 0 && change.effect.hidden.count === 0
  const fixes = [
    ...(change.effect?.added.count === 0 ? [] : ['to make only some of what is new, name them with --partitions']),
    ...(change.effect?.hidden.count === 0 ? [] : ['what is hidden is not deleted: the earlier definition brings it back']),
  ]
  return [
    {
      severity: isHarmless ? 'info' : 'warning',
      code: 'PARTITIONS_CHANGED',
      asset: node.name,
      message: `${node.name}: ${describeChange(change)}`,
      fix: isHarmless ? null : fixes.join('; '),
    },
  ]
}
