/** Which names of the tree an artifact needs, and which files of its folder must go. */
import type { ConfirmProjection, Storage, TreeEntry, TreeLink, TreeMode } from '@varve/core'
import { objectPath } from './objects.ts'

const foldersAtOnce = 64

/** @param temporary gives a free staged path for a member's name. */
export async function projectTree(
  storage: Storage,
  mode: TreeMode,
  entries: readonly TreeEntry[],
  temporary: (name: string) => string,
  confirm: ConfirmProjection,
): Promise<void> {
  const surplus = await surplusOf(storage, entries)
  const links: TreeLink[] = []
  const linksOf = entries.map(({ folder, artifact }, index) =>
    artifact.members.map((member, position) => {
      const link = { target: `${folder}/${member.name}`, object: objectPath(member), temporary: temporary(member.name) }
      // with the last member, so that a reader of the folder never finds it empty
      const isLast = position === artifact.members.length - 1
      return links.push(isLast ? { ...link, surplus: surplus[index] ?? [] } : link) - 1
    }),
  )
  await storage.project(links, mode, apply => confirm(current => apply(current.flatMap(index => linksOf[index] ?? []))))
}

/** Listed before the ledger confirms: whatever an older projection left is there by then, and a newer one makes ours stale. */
async function surplusOf(storage: Storage, entries: readonly TreeEntry[]): Promise<readonly (readonly string[])[]> {
  const surplus: (readonly string[])[] = []
  for (let start = 0; start < entries.length; start += foldersAtOnce) {
    surplus.push(...(await Promise.all(entries.slice(start, start + foldersAtOnce).map(entry => surplusIn(storage, entry)))))
  }
  return surplus
}

async function surplusIn(storage: Storage, { folder, artifact }: TreeEntry): Promise<readonly string[]> {
  const wanted = new Set(artifact.members.map(member => `${folder}/${member.name}`))
  const others: string[] = []
  for await (const { path } of storage.list(folder)) {
    const isInFolderItself = !path.slice(folder.length + 1).includes('/')
    if (isInFolderItself && !wanted.has(path)) others.push(path)
  }
  return others
}
