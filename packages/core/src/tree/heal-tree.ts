/** A run looks at the tree of what it selects and does not make: what is missing or wrong there is shown again, without running anything. */
import { ordinals } from '@varve/partitions'
import type { Plan, PlannedAsset } from '../plan/plan.ts'
import { checkEntries, type TreeCheck } from './check-entries.ts'
import { partitionFolder } from './folders.ts'

const foldersAtOnce = 4096

/** @returns whether objects were found lost on the way, which the plan does not know of. */
export async function healTree(check: TreeCheck, { environment, assets }: Plan): Promise<boolean> {
  if (check.store.tree.mode === 'none') return false
  let isNew = false
  for (const asset of assets) {
    const folders = shownFolders(asset)
    for (let start = 0; start < folders.length; start += foldersAtOnce) {
      const entries = await check.ledger.tree.at(environment, folders.slice(start, start + foldersAtOnce))
      const { lost } = await checkEntries(check, entries)
      if (lost.length > 0) isNew = true
    }
  }
  return isNew
}

/** What will be made or reused is shown anew anyway. */
function shownFolders({ node: { name, identity, partitions }, selected, steps }: PlannedAsset): readonly string[] {
  const folders: string[] = []
  for (const ordinal of ordinals(selected)) {
    const kind = steps.get(ordinal)?.kind
    if (kind !== 'run' && kind !== 'reuse') folders.push(partitionFolder(name, identity.configHash, partitions.at(ordinal)))
  }
  return folders
}
