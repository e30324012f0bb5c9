/** The quarantine of a storage root: what a gate rejected, by asset and partition, named by content. */
import { type Quarantine, type Storage, type StoredFile, sha256 } from '@varve/core'
import { allFiles } from './list-all.ts'
import { folderOf, quarantineFolder, quarantinePath } from './paths.ts'
import type { Temporaries } from './temporaries.ts'

export function openQuarantine(storage: Storage, temporaries: Temporaries): Quarantine {
  return {
    keep: async (holder, asset, partitionPath, bytes) => {
      const hash = sha256(bytes)
      const path = quarantinePath(asset, partitionPath, hash)
      await storage.putIfAbsent(path, bytes, { temporary: temporaries.free(holder, 'quarantine') })
      await storage.flush([folderOf(path)])
      return { uri: storage.locate(path), sha256: hash }
    },
    filesOf: async folders => {
      const files: StoredFile[] = []
      for (const { asset, partitionPath, except } of folders) {
        const folder = quarantineFolder(asset, partitionPath)
        for await (const file of allFiles(storage, folder)) {
          const name = file.path.slice(folder.length + 1)
          if (!name.includes('/') && !except.has(name)) files.push(file)
        }
      }
      return files
    },
  }
}
