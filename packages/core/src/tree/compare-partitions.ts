/** Which entries must leave the tree since the definition of their asset does not hold them any more, and which come back. */
import { type DynamicKeys, definitionOf, type PartitionDefinition, type PartitionsAsOf } from '@varve/partitions'
import { sha256 } from '../foundation/hash.ts'
import { keysIn } from '../ledger/dynamic-keys.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { HiddenEntry, TreeEntry } from '../ledger/tree-ledger.ts'
import { withSnapshot } from '../ledger/with-snapshot.ts'
import { areWindowsOf } from '../plan/made-for.ts'
import type { PlanGraph, PlanNode } from '../plan/node.ts'
import { entryPages } from './entry-pages.ts'
import { assetFolder, liesIn, partitionFolder } from './folders.ts'

/**
 * Hidden and removed partitions leave the folder of an asset's present config, and come back to it; nothing runs for either. Folders of
 * earlier configs, and those of assets that the catalog does not hold, stay as they are. What was compared with the same partitions before
 * is not looked at again.
 */
export async function comparePartitions(ledger: Ledger, graph: PlanGraph, environment: string): Promise<void> {
  const keys = keysIn(await withSnapshot(ledger, snapshot => snapshot.dynamicKeys()))
  for (const node of graph.values()) {
    const described = describe(node, keys)
    const upTo = described === undefined ? 0 : ((await ledger.tree.comparedUpTo(environment, node.name, described)) ?? 0)
    let last = upTo
    for await (const entries of entryPages(ledger.tree, { environment, asset: node.name, after: upTo })) {
      const changed = changes(node, entries, keys)
      if (changed.length > 0) await ledger.tree.setHidden(changed)
      last = entries.at(-1)!.number
    }
    if (described !== undefined && last > upTo) await ledger.tree.noteCompared(environment, node.name, described, last)
  }
}

/** Entries that are in the tree and must not be, or the other way about. What is hidden comes back only where it is still current. */
function changes({ name, identity, partitions }: PlanNode, entries: readonly TreeEntry[], keys: DynamicKeys): readonly HiddenEntry[] {
  const folder = assetFolder(name, identity.configHash)
  const ours = entries.filter(entry => liesIn(entry.folder, folder))
  const isHeldNow = (entry: TreeEntry) => isHeld(entry, name, identity.configHash, partitions)
  const absent = ours.filter(entry => !isHeldNow(entry))
  const ever = absent.length === 0 ? partitions : asOfLatest(partitions, absent, keys)
  const gone = new Set(absent.filter(entry => !isHeld(entry, name, identity.configHash, ever)))
  return ours
    .map(entry => ({ entry, hidden: gone.has(entry) }))
    .filter(({ entry, hidden }) => entry.hidden !== hidden && (hidden || entry.current))
    .map(({ entry: { environment, folder, number }, hidden }) => ({ environment, folder, number, hidden }))
}

/** The partitions that existed when the latest of these was made: a clock that was put back hides nothing. */
function asOfLatest({ set, now }: PartitionsAsOf, entries: readonly TreeEntry[], keys: DynamicKeys): PartitionsAsOf {
  return set.asOf(
    entries.reduce((latest, { createdAt }) => Math.max(latest, createdAt), now),
    keys,
  )
}

/** Whether the partition exists, in this folder and for these windows. */
function isHeld({ partition: key, folder, windows }: TreeEntry, name: string, configHash: string, partitions: PartitionsAsOf): boolean {
  const ordinal = partitions.ordinalOf(key)
  if (ordinal === undefined) return false
  const partition = partitions.at(ordinal)
  return partitionFolder(name, configHash, partition) === folder && areWindowsOf(partition, windows)
}

/** What decides which entries are held, whatever the clock says; undefined where that is not known, since a function of the project has a part in it. */
function describe({ identity, partitions: { set } }: PlanNode, keys: DynamicKeys): string | undefined {
  const definition = definitionOf(set)
  const parts = partsOf(definition)
  if (parts.some(part => 'exclude' in part && part.exclude !== undefined && part.exclude.calendar !== null)) return undefined
  const present = parts.flatMap(part => (part.kind === 'dynamic' ? [[part.name, keys.keysOf(part.name).toSorted()]] : []))
  return sha256(JSON.stringify([identity.configHash, definition, present]))
}

function partsOf(definition: PartitionDefinition): readonly PartitionDefinition[] {
  return 'dimensions' in definition ? Object.values(definition.dimensions) : [definition]
}
