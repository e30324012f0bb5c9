/** A storage in memory that behaves as an object store does: no rename, no links, no folders, a new generation with each write, lists in pages. */
import {
  asBuiltIn,
  type Bytes,
  type FilePage,
  type FileStat,
  type Generation,
  type NamesPage,
  type PageRequest,
  type ReadOptions,
  type RemoveOptions,
  type Source,
  type Storage,
  type StorageDefinition,
  type StorageLimits,
  type WriteOptions,
} from '@varve/core'
import { objectMissing, storageFailure } from './failure.ts'
import { MemoryBucket } from './memory-bucket.ts'
import { safePath } from './safe-path.ts'

export interface MemoryOptions {
  /** How many names a page of a list holds at most. */
  readonly pageSize?: number
  /** How long a whole path may be, in bytes. */
  readonly pathBytes?: number
}

/**
 * Keeps files in memory. Every store opened from one returned value sees the same files; another `memory()` is another storage.
 *
 * @example
 * const io = ioManager({ storage: memory(), format: json() })
 */
export function memory({ pageSize = 1000, pathBytes = Number.MAX_SAFE_INTEGER }: MemoryOptions = {}): StorageDefinition {
  const bucket = new MemoryBucket()
  return asBuiltIn({ kind: 'memory', open: () => new MemoryStorage(bucket, pageSize, pathBytes) })
}

class MemoryStorage implements Storage {
  readonly uri = 'memory:'
  readonly limits: StorageLimits
  readonly #bucket: MemoryBucket
  readonly #pageSize: number

  constructor(bucket: MemoryBucket, pageSize: number, pathBytes: number) {
    this.limits = { partBytes: pathBytes, pathBytes }
    this.#bucket = bucket
    this.#pageSize = pageSize
  }

  locate(path: string): string {
    return path === '' ? this.uri : `${this.uri}${safePath(path)}`
  }

  async read(path: string, { range: [from, to] = [0, Number.POSITIVE_INFINITY], signal }: ReadOptions = {}): Promise<Uint8Array> {
    signal?.throwIfAborted()
    return this.#bytesOf(path).slice(from, to)
  }

  async *stream(path: string, part: ReadOptions = {}): AsyncIterable<Uint8Array> {
    const bytes = await this.read(path, part)
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      part.signal?.throwIfAborted()
      yield bytes.subarray(at, at + chunkBytes)
    }
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const found = this.#bucket.get(safePath(path))
    return found && { bytes: found.bytes.length, generation: found.generation }
  }

  async list(folder: string, { limit = this.#pageSize, cursor, signal }: PageRequest = {}): Promise<FilePage> {
    signal?.throwIfAborted()
    return this.#bucket.files(prefixOf(folder), cursor, Math.min(limit, this.#pageSize))
  }

  async names(folder: string, { limit = this.#pageSize, cursor, signal }: PageRequest = {}): Promise<NamesPage> {
    signal?.throwIfAborted()
    return this.#bucket.names(prefixOf(folder), cursor, Math.min(limit, this.#pageSize))
  }

  async stage(path: string, bytes: Bytes, signal?: AbortSignal): Promise<void> {
    this.#requireName(path)
    const put = this.#bucket.put(path, await this.#collect(path, bytes, signal), undefined)
    if (put === undefined) throw storageFailure('a staged name is taken', this.locate(path), new Error('the file exists'))
  }

  async finalize(staged: string, path: string): Promise<'put' | 'present'> {
    this.#requireName(path)
    const bytes = this.#bytesOf(staged)
    if (this.#bucket.put(path, bytes, undefined) === undefined) return 'present'
    this.#bucket.delete(staged)
    return 'put'
  }

  async move(path: string, to: string): Promise<'moved' | 'present'> {
    return (await this.finalize(path, to)) === 'put' ? 'moved' : 'present'
  }

  async putIfAbsent(path: string, source: Source, { temporary, signal }: WriteOptions): Promise<Generation | undefined> {
    safePath(temporary)
    this.#requireName(path)
    return this.#bucket.put(path, await this.#collect(path, source, signal), undefined)
  }

  async replace(
    path: string,
    source: Source,
    generation: Generation,
    { temporary, signal }: WriteOptions,
  ): Promise<Generation | undefined> {
    safePath(temporary)
    this.#requireName(path)
    return this.#bucket.put(path, await this.#collect(path, source, signal), generation)
  }

  async remove(path: string, { generation }: RemoveOptions = {}): Promise<void> {
    const found = this.#bucket.get(safePath(path))
    if (generation === undefined || found?.generation === generation) this.#bucket.delete(path)
  }

  async sweep(folder: string): Promise<void> {
    safePath(folder)
    for (let page = await this.list(folder); page.files.length > 0; page = await this.list(folder)) {
      for (const { path } of page.files) this.#bucket.delete(path)
    }
  }

  async flush(): Promise<void> {}

  #bytesOf(path: string): Uint8Array {
    const found = this.#bucket.get(safePath(path))
    if (found === undefined) throw objectMissing(this.locate(path))
    return found.bytes
  }

  #requireName(path: string): void {
    const bytes = Buffer.byteLength(safePath(path))
    const { pathBytes } = this.limits
    if (bytes <= pathBytes) return
    const cause = Object.assign(new Error(`it is ${bytes} bytes, and ${pathBytes} fit`), { code: 'ENAMETOOLONG' })
    throw storageFailure('a name is too long', this.locate(path), cause)
  }

  /** Private to the storage: what was given may change afterwards. */
  async #collect(path: string, source: Source, signal: AbortSignal | undefined): Promise<Uint8Array> {
    signal?.throwIfAborted()
    if (source instanceof Uint8Array) return Uint8Array.from(source)
    if ('copyOf' in source) return this.#bytesOf(source.copyOf)
    const chunks: Uint8Array[] = []
    try {
      for await (const chunk of source) {
        signal?.throwIfAborted()
        chunks.push(Uint8Array.from(chunk))
      }
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      throw storageFailure('a file cannot be written', this.locate(path), error)
    }
    signal?.throwIfAborted()
    return new Uint8Array(Buffer.concat(chunks)) // a slice of a Buffer would be a view
  }
}

const chunkBytes = 64 * 1024

function prefixOf(folder: string): string {
  return folder === '' ? '' : `${safePath(folder)}/`
}
