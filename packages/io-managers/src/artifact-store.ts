/** Opens a storage root: each kind of thing that lies there through its own port, over one storage. */
import type { ArtifactStore, Storage, TreeMode } from '@varve/core'
import { openCommitRecords } from './commit-records.ts'
import { openObjects } from './objects.ts'
import { folderOf } from './paths.ts'
import { openQuarantine } from './quarantine.ts'
import { openRootFile } from './root-file.ts'
import { openStagedFiles } from './staged-files.ts'
import { temporaries } from './temporaries.ts'
import { openTree } from './tree.ts'

export function openArtifactStore(storage: Storage, tree: TreeMode): ArtifactStore {
  const free = temporaries()
  return {
    uri: storage.uri,
    limits: storage.limits,
    root: openRootFile(storage, free),
    staged: openStagedFiles(storage),
    objects: openObjects(storage),
    records: openCommitRecords(storage, free),
    quarantine: openQuarantine(storage, free),
    tree: openTree(storage, tree, free),
    removeFiles: async files => {
      for (const { path } of files) await storage.remove(path)
      await storage.flush([...new Set(files.map(({ path }) => folderOf(path)))])
    },
  }
}
