/** The storage port: bytes under relative paths, with the few atomic acts that the commit order needs. */

/** A storage as the user declares it (`file('./data')`); nothing is touched until it is opened. */
export interface StorageDefinition {
  readonly kind: string
  /** @param base the folder relative locations resolve against: `--root`, or the config file's folder. */
  open(base: string): Storage
}

/** Paths are relative, `/`-separated, already encoded and never leave the root. */
export interface Storage {
  /** Where it lies, for people; never holds a secret. */
  readonly uri: string
  /** The path another tool can open: an absolute file path or a URL. */
  locate(path: string): string
  /** @throws OBJECT_MISSING */
  read(path: string): Promise<Uint8Array>
  exists(path: string): Promise<boolean>
  /** Every file below a folder, sorted by path; an absent folder is empty. */
  list(folder: string): AsyncIterable<StoredFile>
  /** Writes a new file and flushes it to the device. */
  stage(path: string, bytes: Uint8Array): Promise<void>
  /** Publishes a staged file under a final, read-only name if that name is free; the staged name goes away either way. */
  publish(staged: string, path: string): Promise<'put' | 'present'>
  /** Writes whole bytes under a final name if it is free: never half a file, also after a crash. */
  putIfAbsent(path: string, bytes: Uint8Array): Promise<'put' | 'present'>
  /** Moves a file out of the way, replacing the target. */
  move(from: string, to: string): Promise<void>
  /** Makes the folders' entries durable (fsync on disk; nothing on object stores). */
  flush(folders: readonly string[]): Promise<void>
  /**
   * Makes each `target` name the object's content, atomically replaced, where `confirm` says that it is still current.
   * `apply` runs synchronously inside one short ledger transaction. A link that fails does not keep the others back:
   * the first failure of a current one is thrown once the ledger has confirmed.
   *
   * @throws OBJECT_MISSING STORAGE_FAILED
   */
  project(links: readonly TreeLink[], mode: TreeMode, confirm: ConfirmProjection): Promise<void>
  remove(path: string): Promise<void>
  /** Removes a folder and everything in it; an absent one is fine. */
  removeFolder(folder: string): Promise<void>
}

export interface StoredFile {
  readonly path: string
  readonly bytes: number
}

export type TreeMode = 'link' | 'copy' | 'none'

/** One name of the tree and the object it shows; `temporary` is a free staged path of this holder. */
export interface TreeLink {
  readonly target: string
  readonly object: string
  readonly temporary: string
  /** Files beside the target that go away in the same transaction: members that the artifact no longer has. */
  readonly surplus?: readonly string[]
}

/** Runs `apply` with the indexes of what is still current, inside one ledger transaction; it may run in parts. */
export type ConfirmProjection = (apply: ApplyProjection) => Promise<void>

/** Applies what is current, and returns the indexes that then stand. */
export type ApplyProjection = (current: readonly number[]) => readonly number[]
