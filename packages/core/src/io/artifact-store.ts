/** One storage root, as core sees it: a small port for each kind of thing that lies there. */
import type { CommitRecords } from './commit-records.ts'
import type { Objects } from './objects.ts'
import type { Quarantine } from './quarantine.ts'
import type { RootFile } from './root-file.ts'
import type { StagedFiles } from './staged-files.ts'
import type { StorageLimits, StoredFile } from './storage.ts'
import type { Tree } from './tree.ts'

export interface ArtifactStore {
  /** Where the storage root lies, for people; never holds a secret. */
  readonly uri: string
  readonly limits: StorageLimits
  readonly root: RootFile
  readonly staged: StagedFiles
  readonly objects: Objects
  readonly records: CommitRecords
  readonly quarantine: Quarantine
  readonly tree: Tree
  /** Removes files for good: once it returns, also a loss of power does not bring them back. */
  removeFiles(files: readonly StoredFile[]): Promise<void>
}
