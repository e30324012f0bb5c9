/** The storage port: bytes under relative paths, with the few atomic acts that the commit order needs. */

/** A storage as the user declares it (`file('./data')`); nothing is touched until it is opened. */
export interface StorageDefinition {
  readonly kind: string
  /** @param base the folder relative locations resolve against: `--root`, or the config file's folder. */
  open(base: string): Storage
}

export interface FolderNames {
  readonly files: readonly string[]
  /** Also one that holds nothing, where the storage has such folders: what a process that died has left. */
  readonly folders: readonly string[]
}

/** Paths are relative, `/`-separated, already encoded and never leave the root. */
export interface Storage {
  /** Where it lies, for people; never holds a secret. */
  readonly uri: string
  readonly limits: StorageLimits
  /** The path another tool can open: an absolute file path or a URL. */
  locate(path: string): string
  /** @throws OBJECT_MISSING */
  read(path: string): Promise<Uint8Array>
  exists(path: string): Promise<boolean>
  /** Every file below a folder, sorted by path; an absent folder is empty. */
  list(folder: string): AsyncIterable<StoredFile>
  /** What lies in a folder itself, sorted, without a look at each; an absent folder is empty. */
  names(folder: string): Promise<FolderNames>
  /** Writes a new file and flushes it to the device. */
  stage(path: string, bytes: Uint8Array): Promise<void>
  /** Publishes a staged file under a final, read-only name if that name is free; the staged name goes away either way. */
  publish(staged: string, path: string): Promise<'put' | 'present'>
  /** Writes whole bytes under a final name if it is free: never half a file, also after a crash. `temporary` is a free staged path. */
  putIfAbsent(path: string, bytes: Uint8Array, temporary: string): Promise<'put' | 'present'>
  /** Moves a file out of the way, replacing the target. */
  move(from: string, to: string): Promise<void>
  /** Makes the folders' entries durable (fsync on disk; nothing on object stores). */
  flush(folders: readonly string[]): Promise<void>
  /**
   * Makes `target` show the object's content, replaced atomically; where it shows it already, nothing changes. What the storage cannot
   * link it copies. `temporary` is a free staged path, and is free again afterwards.
   *
   * @returns the stamp of what was shown, whatever another process has put there since.
   * @throws OBJECT_MISSING STORAGE_FAILED
   */
  show(object: string, target: string, temporary: string, mode: 'link' | 'copy'): Promise<string>
  /** Tells one content of a file from another at the price of a look: it differs once the file was written to or replaced. Undefined where there is no file. */
  stamp(path: string): Promise<string | undefined>
  /** Removes a file, and the folders below `keep` that are empty then; an absent one is fine. */
  remove(path: string, keep?: string): Promise<void>
  /** Removes a folder of temporaries with everything in it, and what the acts that used them left elsewhere; an absent one is fine. */
  sweep(folder: string): Promise<void>
}

/** How long names may be, in bytes of UTF-8: a longer one cannot exist here. */
export interface StorageLimits {
  /** Of one part of a path. */
  readonly partBytes: number
  /** Of a whole path below the root. */
  readonly pathBytes: number
}

export interface StoredFile {
  readonly path: string
  readonly bytes: number
}

export type TreeMode = 'link' | 'copy' | 'none'
