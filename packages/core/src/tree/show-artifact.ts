/** A folder of the tree shows an artifact: each member under its name, none unhashed. */
import type { Artifact } from '../io/artifact.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { Tree } from '../io/tree.ts'

/**
 * What else lies in the folder is left alone.
 *
 * @param known the stamp with which the folder was shown last.
 * @returns the stamp of what was shown; null without a tree.
 * @throws OBJECT_MISSING OBJECT_CORRUPT STORAGE_FAILED UNSAFE_PATH
 */
export async function showArtifact(
  { objects, tree }: Pick<ArtifactStore, 'objects' | 'tree'>,
  holder: string,
  folder: string,
  { members }: Artifact,
  known: string | null = null,
): Promise<string | null> {
  if (tree.mode === 'none') return null
  const before = known?.split(' ')
  const stamps: string[] = []
  for (const [index, member] of members.entries()) {
    await objects.requireWhole(member, before?.[index])
    stamps.push(await tree.show(holder, member, `${folder}/${member.name}`))
  }
  return stamps.join(' ')
}

/** Of these files as they are now; undefined where one is absent, and for no files. */
export async function stampOf(tree: Tree, folder: string, names: readonly string[]): Promise<string | undefined> {
  const stamps = await Promise.all(names.map(name => tree.stamp(`${folder}/${name}`)))
  return stamps.length === 0 || stamps.includes(undefined) ? undefined : stamps.join(' ')
}
