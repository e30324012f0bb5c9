/** The IO port of the run: stage, put, quarantine, commit record, project, sweep. Core owns the order; IO managers do the acts. */
import type { Artifact, Member } from './artifact.ts'
import type { Format } from './format.ts'
import type { ConfirmProjection, StoredFile, TreeMode } from './storage.ts'

/** A storage composed with the format assets have by default; made by `ioManager({ storage, format })`. */
export interface IoManager {
  readonly format: Format
  /** The stack of the call that composed it. */
  readonly creation: string
  /** The properties of that call's argument that hold a format or storage of the user's own. */
  readonly codeIn: readonly string[]
  /** @param base the folder relative storage paths resolve against. */
  open(base: string): ArtifactStore
}

export interface ArtifactStore {
  /** Where the storage root lies, for people; never holds a secret. */
  readonly uri: string
  /** How the tree shows objects; with `none` there is no tree, and nothing in it can be wrong. */
  readonly tree: TreeMode
  /** Which ledger owns this root, or undefined where nobody does yet. @throws ROOT_VERSION_UNKNOWN */
  owner(): Promise<RootOwner | undefined>
  /** Writes `.varve/root.json` if absent and returns the owner that the root then has. */
  claim(ledger: string): Promise<RootOwner>
  /** Row 4: writes and flushes the members under `.varve/tmp/<holder>/`. */
  stage(holder: string, members: readonly [NewMember, ...NewMember[]], rows: number | null): Promise<StagedArtifact>
  /** Row 6: puts each member's object if absent; one found present is re-hashed once per store before it is trusted, a wrong one is set aside and put again. */
  put(staged: StagedArtifact): Promise<void>
  /** Drops staged files that will not be published. */
  discard(staged: StagedArtifact): Promise<void>
  /** True where every member's object exists. */
  has(artifact: Artifact): Promise<boolean>
  /** The member's bytes, verified against its hash. @throws OBJECT_MISSING OBJECT_CORRUPT */
  read(member: Member): Promise<Uint8Array>
  /** Row 5: keeps what a gate refused, named by content; returns where. */
  quarantine(asset: string, partitionPath: string, bytes: Uint8Array): Promise<{ readonly uri: string; readonly sha256: string }>
  /** Row 8: writes `.varve/commits/<sequence>` if absent. @throws LEDGER_FORKED where it exists with other bytes */
  commit(sequence: number, bytes: Uint8Array): Promise<void>
  /** The newest commit record in the root. */
  lastCommit(): Promise<{ readonly sequence: number; readonly bytes: Uint8Array } | undefined>
  /**
   * Row 8: makes tree entries show their artifacts where they are still current. An entry that fails stays owed and does not
   * keep the others back; the first such failure is thrown at the end.
   *
   * @throws OBJECT_MISSING STORAGE_FAILED
   */
  project(holder: string, entries: readonly TreeEntry[], confirm: ConfirmProjection): Promise<void>
  /** Makes the folders of objects put since the last call durable: once per group. */
  flush(): Promise<void>
  /** Holders that have left staged files behind. */
  holders(): Promise<readonly string[]>
  /** Removes everything a dead holder staged. */
  sweep(holder: string): Promise<void>
  /** Where another tool finds an object, or a folder or file of the tree. */
  locateObject(member: Member): string
  locateTree(path: string): string
  /** For `verify`: every object, staged leftover and tree file. */
  objects(): AsyncIterable<StoredObject>
  staged(): AsyncIterable<StoredFile>
  /** The tree file's content hash, or undefined where there is none. */
  hashTree(path: string): Promise<string | undefined>
  /** Re-reads one object: true where its bytes have the hash of its name. */
  hashObject(member: Member): Promise<'ok' | 'missing' | 'corrupt'>
}

export interface RootOwner {
  readonly ledger: string
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

export interface StoredObject {
  readonly sha256: string
  readonly extension: string
  readonly bytes: number
  readonly path: string
}

/** A folder of the tree (`main/routeDelays/0c9e41d2f7aa/day=2001-01-01/origin=ORD`) and the artifact it shows. */
export interface TreeEntry {
  readonly folder: string
  readonly artifact: Artifact
}
