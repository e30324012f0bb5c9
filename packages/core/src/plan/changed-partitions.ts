/** What became of assets' partitions since a run last planned to make them. */
import { changeOf, type DefinitionChange, definitionOf, type PartitionDefinition, type PartitionSet } from '@varve/partitions'
import { canonicalJson } from '../foundation/canonical.ts'
import { keysIn } from '../ledger/dynamic-keys.ts'
import type { AssetEntry, LedgerSnapshot } from '../ledger/snapshot.ts'
import type { PlanNode } from './node.ts'

/** By asset; those that hold the same partitions as then are left out, and those that no run of the environment has planned. */
export async function changedPartitions(
  nodes: readonly PlanNode[],
  entries: ReadonlyMap<string, AssetEntry>,
  snapshot: Pick<LedgerSnapshot, 'dynamicKeys'>,
): Promise<ReadonlyMap<string, DefinitionChange>> {
  const edited = nodes.flatMap(node => {
    const before = entries.get(node.name)?.partitions ?? null
    return before === null || before === definitionText(node.partitions.set) ? [] : [{ node, before }]
  })
  const changes = new Map<string, DefinitionChange>()
  if (edited.length === 0) return changes
  const keys = keysIn(await snapshot.dynamicKeys())
  for (const { node, before } of edited) {
    const { set, now } = node.partitions
    const change = changeOf(JSON.parse(before) as PartitionDefinition, set, now, keys)
    if (change) changes.set(node.name, change)
  }
  return changes
}

const known = new WeakMap<PartitionSet, string>()

/** Assets often share a set. */
function definitionText(set: PartitionSet): string {
  const text = known.get(set) ?? canonicalJson(definitionOf(set))
  known.set(set, text)
  return text
}
