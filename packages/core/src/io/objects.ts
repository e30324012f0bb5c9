/** The port of objects: immutable files named by their content, never trusted before they were hashed. */
import type { Member } from './artifact.ts'
import type { StagedArtifact } from './staged-files.ts'
import type { Generation, StoredFile } from './storage.ts'

export interface Objects {
  /** Row 6: puts each member's object if absent; one found present is hashed once per store before it is trusted, a wrong one is set aside and put again. */
  put(staged: StagedArtifact): Promise<void>
  /** Makes the folders of objects put since the last call durable: once per group. */
  flush(): Promise<void>
  /** The member's bytes, verified against its hash. @throws OBJECT_MISSING OBJECT_CORRUPT */
  read(member: Member): Promise<Uint8Array>
  /** Reads one object again: `ok` where its bytes have the hash of its name. */
  hash(member: Member): Promise<ObjectState>
  /**
   * Before it is shown: an object that this store has not put or hashed is hashed, unless it has this stamp. One that is missing passes, since
   * whoever shows it notices that.
   *
   * @param known the stamp that the tree showed it with: a link of the tree may have been edited in place, and its object with it.
   * @throws OBJECT_CORRUPT
   */
  requireWhole(member: Member, known: Generation | undefined): Promise<void>
  /** Moves an object whose bytes are wrong to quarantine. */
  setAside(member: Member): Promise<void>
  all(): AsyncIterable<StoredObject>
  /** Every file that holds bytes of these members, or was found under their names. */
  filesOf(members: readonly Member[]): Promise<readonly StoredFile[]>
  /** Where another tool finds it. */
  locate(member: Member): string
}

export type ObjectState = 'ok' | 'missing' | 'corrupt'

export interface StoredObject {
  readonly sha256: string
  readonly extension: string
  readonly bytes: number
  readonly path: string
}
