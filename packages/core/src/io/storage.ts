/** The storage port: bytes under names, as an object store can keep them; it knows no pointers and no tree. */

/** A storage as the user declares it (`file('./data')`); nothing is touched until it is opened. */
export interface StorageDefinition {
  readonly kind: string
  /** @param base the folder relative locations resolve against: `--root`, or the config file's folder. */
  open(base: string): Storage
}

/**
 * Paths are relative, `/`-separated, already encoded and never leave the root. What one call wrote, every later call sees. An act that
 * takes a signal ends with its reason once it is aborted, and has then left nothing under a final name.
 *
 * @throws (every method) UNSAFE_PATH STORAGE_FAILED
 */
export interface Storage {
  /** Where it lies, for people; never holds a secret. */
  readonly uri: string
  readonly limits: StorageLimits
  /** The folder of a local disk where files lie under these very paths; a tree of hard links needs it. Absent elsewhere. */
  readonly disk?: string | undefined
  /** The path another tool can open: an absolute file path or a URL. */
  locate(path: string): string

  /** @throws OBJECT_MISSING */
  read(path: string, part?: ReadOptions): Promise<Uint8Array>
  /** The same, chunk by chunk. @throws OBJECT_MISSING */
  stream(path: string, part?: ReadOptions): AsyncIterable<Uint8Array>
  /** Undefined where no file has the name. */
  stat(path: string): Promise<FileStat | undefined>

  /** One page of every file below a folder, sorted by path; an absent folder is empty. What comes or goes while it is listed may be in it or not. */
  list(folder: string, page?: PageRequest): Promise<FilePage>
  /** One page of what lies in a folder itself, sorted; without a look at each. */
  names(folder: string, page?: PageRequest): Promise<NamesPage>

  /**
   * Writes a new temporary, whole and durable once this returns; where it fails nothing is left, and after a crash perhaps half of it.
   *
   * @throws STORAGE_FAILED where the name is taken
   */
  stage(path: string, bytes: Bytes, signal?: AbortSignal): Promise<void>
  /**
   * Gives a temporary a final, read-only name if that is free: never half a file, also after a crash. The temporary is gone then; where the
   * name is taken, it stays. On a disk a hard link, on an object store a copy inside it.
   *
   * @throws OBJECT_MISSING where there is no such temporary
   */
  finalize(staged: string, path: string): Promise<'put' | 'present'>
  /**
   * Moves what has a final name to another that is free, and nothing else: what is put under the first name meanwhile stays there. A store
   * without renames copies the generation that it looked at, then removes exactly that one.
   *
   * @throws OBJECT_MISSING where there is nothing
   */
  move(path: string, to: string): Promise<'moved' | 'present'>
  /** Writes under a final name if that is free. @returns the generation, or undefined where the name is taken. @throws OBJECT_MISSING for a copy of nothing */
  putIfAbsent(path: string, source: Source, how: WriteOptions): Promise<Generation | undefined>
  /**
   * Replaces exactly the generation that the caller has looked at. A disk compares and renames, one right after the other: whoever shares it
   * with another process needs a fence above.
   *
   * @returns the new generation, or undefined where another one, or nothing, is there by now. @throws OBJECT_MISSING for a copy of nothing
   */
  replace(path: string, source: Source, generation: Generation, how: WriteOptions): Promise<Generation | undefined>
  /** Removes a file; an absent one is fine. */
  remove(path: string, what?: RemoveOptions): Promise<void>
  /** Removes a folder of temporaries with everything in it, and what the acts that used them left elsewhere; an absent one is fine. */
  sweep(folder: string): Promise<void>
  /** Makes the folders' entries durable: a fact of disks, nothing elsewhere. */
  flush(folders: readonly string[]): Promise<void>
}

/** How long names may be, in bytes of UTF-8: a longer one cannot exist here. */
export interface StorageLimits {
  /** Of one part of a path. */
  readonly partBytes: number
  /** Of a whole path below the root. */
  readonly pathBytes: number
}

/** Distinguishes one content of a name from another without reading it: it changes with every write, also of equal bytes. */
export type Generation = string

export interface FileStat {
  readonly bytes: number
  readonly generation: Generation
}

export interface StoredFile {
  readonly path: string
  readonly bytes: number
}

/** Whole, or chunk by chunk. */
export type Bytes = Uint8Array | AsyncIterable<Uint8Array>

/** Also a copy of another file of this storage, which is a file of its own. */
export type Source = Bytes | { readonly copyOf: string }

export interface WriteOptions {
  /** A free name of the caller's for what is being written, free again afterwards; after a crash something may lie there. */
  readonly temporary: string
  readonly signal?: AbortSignal | undefined
}

export interface ReadOptions {
  /** From the first byte to before the second one; what lies past the end is left out. */
  readonly range?: readonly [from: number, to: number] | undefined
  readonly signal?: AbortSignal | undefined
}

export interface RemoveOptions {
  /** Only where this is what lies there. */
  readonly generation?: Generation | undefined
  /** Where the storage has folders, those below this one that are empty then go too. */
  readonly keep?: string | undefined
}

export interface PageRequest {
  /** So many at most; without it as many as the storage likes. */
  readonly limit?: number | undefined
  /** The `next` of the page before. */
  readonly cursor?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface FilePage {
  readonly files: readonly StoredFile[]
  /** Undefined on the last page. */
  readonly next?: string | undefined
}

export interface NamesPage {
  readonly files: readonly string[]
  /** Also one that holds nothing, where the storage has such folders: what a process that died has left. */
  readonly folders: readonly string[]
  readonly next?: string | undefined
}
