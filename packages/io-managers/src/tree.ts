/** The tree of a storage root: shows objects as the config says, and looks at what it shows. */
import { type Storage, sha256, type Tree, type TreeMode } from '@varve/core'
import { objectPath } from './paths.ts'
import { readIfPresent } from './read-if-present.ts'
import { safeSegment } from './storage/safe-path.ts'
import type { Temporaries } from './temporaries.ts'
import { byCopy } from './tree/copies.ts'
import { byRename } from './tree/renames.ts'

/** On a storage that is no disk, `link` shows copies. */
export function openTree(storage: Storage, mode: TreeMode, temporaries: Temporaries): Tree {
  const show = storage.disk === undefined ? byCopy(storage) : byRename(storage.disk, mode === 'copy' ? 'copy' : 'link')
  return {
    mode,
    show: async (holder, member, path) => show({ object: objectPath(member), path, temporary: temporaries.free(holder, member.name) }),
    stamp: async path => (await storage.stat(path))?.generation,
    hash: async path => {
      const bytes = await readIfPresent(storage, path)
      return bytes && sha256(bytes)
    },
    hide: async (folder, names, keep) => {
      for (const name of names) await storage.remove(`${folder}/${safeSegment(name)}`, { keep })
    },
    locate: path => storage.locate(path),
  }
}
