/** The tree as `verify` sees it: every file hashed, and repaired from its object where that is asked for. */
import { thisHolder } from '../../ledger/holder.ts'
import { inBatches } from '../../ledger/in-batches.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { TreeEntry } from '../../ledger/tree-ledger.ts'
import { withSnapshot } from '../../ledger/with-snapshot.ts'
import type { Project } from '../../project/open-project.ts'
import { rootState } from '../../project/root-state.ts'
import { asSettler } from '../../staging/as-settler.ts'
import { awaitOthers } from '../../tree/await-others.ts'
import { repairEntries } from '../../tree/check-entries.ts'
import { drainTree, isShownByOthers } from '../../tree/drain-tree.ts'
import { treeFolder } from '../../tree/folders.ts'
import { type Pointed, pointedPages } from './pointed.ts'

export interface VerifiedTree {
  /** Files that are missing, do not show what their pointer names, or should not be there. */
  readonly wrong: readonly string[]
  /** Partitions that are shown again. */
  readonly repaired: number
}

/** @param environment null for all. @param repair whether what is wrong is shown again; the project owns its storage root then. */
export async function verifyTree(
  project: Project,
  environment: string | null,
  isSelected: (asset: string) => boolean,
  repair: boolean,
): Promise<VerifiedTree> {
  const { ledger, store, clock } = project
  if (store.tree.mode === 'none') return { wrong: [], repaired: 0 }
  const found: WrongPartition[] = []
  for await (const page of pointedPages(ledger, environment)) {
    const selected = page.filter(({ materialization }) => isSelected(materialization.asset))
    for (const wrong of await wrongPartitions(project, selected)) found.push(wrong)
  }
  const wrong = await wrongAfterOthers(project, found)
  if (!repair || wrong.length === 0) return { wrong: wrong.flatMap(({ files }) => files), repaired: 0 }
  const here = await thisHolder()
  await repairEntries(
    { ledger, store, clock, boot: here.boot },
    wrong.map(({ entry }) => entry),
  )
  await asSettler(project, here, name => drainTree({ ledger, store, clock, name, here }))
  const still = await wrongPartitions(
    project,
    wrong.map(({ pointed }) => pointed),
  )
  return { wrong: still.flatMap(({ files }) => files), repaired: wrong.length - still.length }
}

/** What another process has claimed and not shown yet is not wrong: it is waited for, and taken over where that process is gone. */
async function wrongAfterOthers(project: Project, wrong: readonly WrongPartition[]): Promise<readonly WrongPartition[]> {
  if (wrong.length === 0 || project.isReadOnly || (await rootState(project)).kind !== 'ours') return wrong
  const { ledger, store, clock } = project
  const here = await thisHolder()
  return asSettler(project, here, async name => {
    const drain = { ledger, store, clock, name, here }
    if (!(await isShownByOthers(drain))) return wrong
    await awaitOthers(drain)
    await drainTree(drain)
    return wrongPartitions(
      project,
      wrong.map(({ pointed }) => pointed),
    )
  })
}

interface WrongPartition {
  readonly pointed: Pointed
  readonly entry: TreeEntry
  readonly files: readonly string[]
}

async function wrongPartitions({ ledger, store }: Project, pointed: readonly Pointed[]): Promise<readonly WrongPartition[]> {
  const wrong: WrongPartition[] = []
  const entries = await entriesOf(pointed, ledger)
  for (const one of pointed) {
    const { artifact } = one.materialization
    const entry = entries.get(folderOf(one))
    if (entry === undefined) continue
    const files: string[] = []
    for (const { name, sha256 } of artifact.members) {
      const path = `${treeFolder(entry)}/${name}`
      if (entry.hidden && !entry.names.includes(name)) continue // what lies there is not ours
      if ((await store.tree.hash(path)) !== (entry.hidden ? undefined : sha256)) files.push(store.tree.locate(path))
    }
    if (files.length > 0) wrong.push({ pointed: one, entry, files })
  }
  return withSnapshot(ledger, async snapshot => {
    const current = await inBatches(wrong, batch =>
      snapshot.current(
        batch.map(
          ({
            pointed: {
              environment,
              materialization: { asset, partition },
            },
          }) => ({ environment, asset, partition }),
        ),
      ),
    )
    // What another process made current since shows something else, and rightly so.
    return wrong.filter(({ pointed }, index) => current[index]?.sequence === pointed.materialization.sequence)
  })
}

/** By the folder of the tree. */
async function entriesOf(pointed: readonly Pointed[], ledger: Ledger): Promise<ReadonlyMap<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>()
  for (const environment of new Set(pointed.map(one => one.environment))) {
    const folders = pointed.filter(one => one.environment === environment).map(({ materialization }) => materialization.folder)
    for (const entry of await inBatches(folders, batch => ledger.tree.at(environment, batch))) entries.set(treeFolder(entry), entry)
  }
  return entries
}

function folderOf({ environment, materialization: { folder } }: Pointed): string {
  return treeFolder({ environment, folder })
}
