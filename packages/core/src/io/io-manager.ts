/** The IO port of the run: stage, put, quarantine, commit record, show, sweep. Core owns the order; IO managers do the acts. */
import type { Artifact, Member } from './artifact.ts'
import type { Format } from './format.ts'
import type { StorageLimits, StoredFile, TreeMode } from './storage.ts'

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
  readonly limits: StorageLimits
  /** Which ledger owns this root, or undefined where nobody does yet. @throws ROOT_VERSION_UNKNOWN ROOT_DAMAGED */
  owner(): Promise<RootOwner | undefined>
  /** Writes `.varve/root.json` if absent and returns the owner that the root then has. */
  claim(holder: string, ledger: string): Promise<RootOwner>
  /** Writes `.varve/root.json` in place of one that is missing or cannot be read, which is kept in quarantine. */
  restoreOwner(holder: string, ledger: string): Promise<void>
  /** Row 4: writes and flushes the members under `.varve/tmp/<holder>/`. */
  stage(holder: string, members: readonly [NewMember, ...NewMember[]], rows: number | null): Promise<StagedArtifact>
  /** Row 6: puts each member's object if absent; one found present is re-hashed once per store before it is trusted, a wrong one is set aside and put again. */
  put(staged: StagedArtifact): Promise<void>
  /** Drops staged files that will not be published. */
  discard(staged: StagedArtifact): Promise<void>
  /** The member's bytes, verified against its hash. @throws OBJECT_MISSING OBJECT_CORRUPT */
  read(member: Member): Promise<Uint8Array>
  /** Row 5: keeps what a gate refused, named by content; returns where. */
  quarantine(
    holder: string,
    asset: string,
    partitionPath: string,
    bytes: Uint8Array,
  ): Promise<{ readonly uri: string; readonly sha256: string }>
  /** Row 8: writes `.varve/commits/<sequence>` if absent. @throws LEDGER_FORKED where it exists with other bytes */
  commit(holder: string, sequence: number, bytes: Uint8Array): Promise<void>
  /** The sequences of all commit records in the root, in order. */
  commits(): AsyncIterable<number>
  /** The bytes of a commit record; undefined where it is not there. */
  readCommit(sequence: number): Promise<Uint8Array | undefined>
  /** Puts right bytes in place of a commit record that is missing or was altered; the altered one is kept in quarantine. */
  restoreCommit(holder: string, sequence: number, bytes: Uint8Array): Promise<void>
  /** The newest commit record in the root. */
  lastCommit(): Promise<{ readonly sequence: number; readonly bytes: Uint8Array } | undefined>
  /**
   * Row 8: makes a folder of the tree show an artifact, each file replaced atomically. What else lies in the folder is left alone. An
   * object that this store has not put or hashed is hashed first, unless it still has its part of the known stamp.
   *
   * @param known the stamp with which the folder was shown last.
   * @returns the stamp of what was shown; null without a tree.
   * @throws OBJECT_MISSING OBJECT_CORRUPT STORAGE_FAILED
   */
  show(holder: string, folder: string, artifact: Artifact, known?: string | null): Promise<string | null>
  /**
   * Row 8: removes files of these names from a folder of the tree, and the folders below `keep` that are empty then; also where the config
   * makes no tree any more.
   */
  hide(folder: string, names: readonly string[], keep: string): Promise<void>
  /** The stamp of these files as they are now: another than the one they were shown with once any was written to or replaced. Undefined where one is absent, and for no files. */
  stampTree(folder: string, names: readonly string[]): Promise<string | undefined>
  /** Makes the folders of objects put since the last call durable: once per group. */
  flush(): Promise<void>
  /** Holders that have left staged files behind. */
  holders(): Promise<readonly string[]>
  /** Removes everything a dead holder staged. */
  sweep(holder: string): Promise<void>
  /** Where another tool finds an object, or a folder or file of the tree. */
  locateObject(member: Member): string
  locateTree(path: string): string
  /** For `erase`: every file that holds bytes of these members, or rows of these folders that were rejected. */
  filesToErase(members: readonly Member[], quarantines: readonly QuarantineFolder[]): Promise<readonly StoredFile[]>
  /** Removes files for good: once it returns, also a loss of power does not bring them back. */
  removeFiles(files: readonly StoredFile[]): Promise<void>
  /** For `verify`: every object, staged leftover and tree file. */
  objects(): AsyncIterable<StoredObject>
  staged(): AsyncIterable<StoredFile>
  /** The tree file's content hash, or undefined where there is none. */
  hashTree(path: string): Promise<string | undefined>
  /** Moves an object whose bytes are wrong to quarantine. */
  setAside(member: Member): Promise<void>
  /** Re-reads one object: `ok` where its bytes have the hash of its name. */
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

/** What was rejected of one partition; its path is empty for an asset without partitions. */
export interface QuarantineFolder {
  readonly asset: string
  readonly partitionPath: string
  /** Hashes of files that are kept. */
  readonly except: ReadonlySet<string>
}

export interface StoredObject {
  readonly sha256: string
  readonly extension: string
  readonly bytes: number
  readonly path: string
}
