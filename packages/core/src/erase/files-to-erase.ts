/** Every file that holds bytes of what is erased, wherever in the storage root it lies. */
import type { Member } from '../io/artifact.ts'
import type { ArtifactStore } from '../io/artifact-store.ts'
import type { QuarantineFolder } from '../io/quarantine.ts'
import type { StoredFile } from '../io/storage.ts'

export interface FilesToErase {
  /** Also what was found under their names with other bytes. */
  readonly objects: readonly StoredFile[]
  /** Rows that a gate rejected. */
  readonly rejected: readonly StoredFile[]
}

export async function filesToErase(
  { objects, quarantine }: Pick<ArtifactStore, 'objects' | 'quarantine'>,
  members: readonly Member[],
  folders: readonly QuarantineFolder[],
): Promise<FilesToErase> {
  return { objects: await objects.filesOf(members), rejected: await quarantine.filesOf(folders) }
}
