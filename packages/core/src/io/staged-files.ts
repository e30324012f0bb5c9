/** The port of staged files: what a run has written and not yet put, each under the run and the attempt that wrote it. */
import type { Artifact } from './artifact.ts'
import type { StoredFile } from './storage.ts'

export interface StagedFiles {
  /**
   * Row 4: writes and flushes the members under `.varve/tmp/<holder>/<attempt>/`; whoever knows these names can go on with them.
   *
   * @param attempt a name that the holder uses once: a second try is another attempt.
   * @throws STORAGE_FAILED, also where the attempt has staged already
   */
  stage(holder: string, attempt: string, members: readonly [NewMember, ...NewMember[]], rows: number | null): Promise<StagedArtifact>
  /** Drops staged files that will not be published. */
  discard(staged: StagedArtifact): Promise<void>
  /** Holders that have left something behind. */
  holders(): Promise<readonly string[]>
  /** Removes everything a holder has staged, in all its attempts. */
  sweep(holder: string): Promise<void>
  all(): AsyncIterable<StoredFile>
}

export interface NewMember {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface StagedArtifact {
  readonly artifact: Artifact
  /** Where each member lies until it is put. */
  readonly paths: readonly string[]
}
