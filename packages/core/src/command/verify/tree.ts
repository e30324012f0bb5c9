/** The tree as `verify` sees it: every file hashed, and repaired from its object where that is asked for. */
import { thisHolder } from '../../ledger/holder.ts'
import type { LedgerSnapshot } from '../../ledger/ledger.ts'
import type { Materialization } from '../../ledger/records.ts'
import type { TreeEntry } from '../../ledger/tree-ledger.ts'
import type { Project } from '../../project/open-project.ts'
import { rootState } from '../../project/root-state.ts'
import { asSettler } from '../../staging/as-settler.ts'
import { awaitOthers } from '../../tree/await-others.ts'
import { repairEntries } from '../../tree/check-entries.ts'
import { drainTree, isShownByOthers } from '../../tree/drain-tree.ts'
import { treeFolder } from '../../tree/folders.ts'

/** What a pointer names, with the environment of the pointer. */
export interface Pointed {
  readonly environment: string
  readonly materialization: Materialization
}

export interface VerifiedTree {
  /** Files that are missing, do not show what their pointer names, or should not be there. */
  readonly wrong: readonly string[]
  /** Partitions that are shown again. */
  readonly repaired: number
}

/** @param repair whether what is wrong is shown again; the project owns its storage root then. */
export async function verifyTree(project: Project, pointed: readonly Pointed[], repair: boolean): Promise<VerifiedTree> {
  const { ledger, store, clock } = project
  if (store.tree.mode === 'none') return { wrong: [], repaired: 0 }
  const wrong = await wrongAfterOthers(project, pointed)
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
async function wrongAfterOthers(project: Project, pointed: readonly Pointed[]): Promise<readonly WrongPartition[]> {
  const wrong = await wrongPartitions(project, pointed)
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
  for (const one of pointed) {
    const { environment, materialization } = one
    const [entry] = await ledger.tree.at(environment, [materialization.folder])
    if (entry === undefined) continue
    const files: string[] = []
    for (const { name, sha256 } of materialization.artifact.members) {
      const path = `${treeFolder(entry)}/${name}`
      if (entry.hidden && !entry.names.includes(name)) continue // what lies there is not ours
      if ((await store.tree.hash(path)) !== (entry.hidden ? undefined : sha256)) files.push(store.tree.locate(path))
    }
    if (files.length > 0) wrong.push({ pointed: one, entry, files })
  }
  return ledger.read(snapshot => wrong.filter(({ pointed }) => isCurrent(pointed, snapshot)))
}

/** What another process made current since shows something else, and rightly so. */
function isCurrent({ environment, materialization }: Pointed, snapshot: LedgerSnapshot): boolean {
  return snapshot.currentOf(environment, materialization.asset, materialization.partition)?.id === materialization.id
}
