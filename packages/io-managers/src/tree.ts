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
  const listed = await surplusOf(storage, entries)
  const links: TreeLink[] = []
  const linksOf = entries.map(({ folder, artifact }, index) =>
    artifact.members.map((member, position) => {
      const link = { target: `${folder}/${member.name}`, object: objectPath(member), temporary: temporary(member.name) }
      // with the last member, so that a reader of the folder never finds it empty
      const isLast = position === artifact.members.length - 1
      return links.push(isLast ? { ...link, surplus: listed[index]?.surplus ?? [] } : link) - 1
    }),
  )
  const failures: unknown[] = []
  await storage.project(links, mode, apply =>
    confirm(current =>
      current.filter(index => {
        const failure = listed[index]?.failure
        if (failure === undefined) return linksOf[index]?.every(link => apply([link]).length === 1) // a failed member keeps the surplus
        failures.push(failure)
        return false
      }),
    ),
  )
  if (failures.length > 0) throw failures[0]
}

/** What is surplus in an entry's folder, or why that cannot be told. */
interface Listed {
  readonly surplus: readonly string[]
  readonly failure?: unknown
}

/** Listed before the ledger confirms: whatever an older projection left is there by then, and a newer one makes ours stale. */
async function surplusOf(storage: Storage, entries: readonly TreeEntry[]): Promise<readonly Listed[]> {
  const listed: Listed[] = []
  for (let start = 0; start < entries.length; start += foldersAtOnce) {
    const some = entries.slice(start, start + foldersAtOnce)
    listed.push(...(await Promise.all(some.map(entry => surplusIn(storage, entry).catch(failure => ({ surplus: [], failure }))))))
  }
  return listed
}

async function surplusIn(storage: Storage, { folder, artifact }: TreeEntry): Promise<Listed> {
  const wanted = new Set(artifact.members.map(member => `${folder}/${member.name}`))
  const surplus: string[] = []
  for await (const { path } of storage.list(folder)) {
    const isInFolderItself = !path.slice(folder.length + 1).includes('/')
    if (isInFolderItself && !wanted.has(path)) surplus.push(path)
  }
  return { surplus }
}
