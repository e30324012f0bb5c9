/** A storage in memory, for tests: it lives as long as the value that `memory()` returned. */
import { asBuiltIn, type FolderNames, type Storage, type StorageDefinition, type StoredFile } from '@varve/core'
import { objectMissing, storageFailure } from './failure.ts'
import { safePath } from './safe-path.ts'

/**
 * Keeps files in memory. Every store opened from one returned value sees the same files; another `memory()` is another storage.
 *
 * @example
 * const io = ioManager({ storage: memory(), format: json() })
 */
export function memory(): StorageDefinition {
  const files = new Map<string, Uint8Array>()
  return asBuiltIn({ kind: 'memory', open: () => new MemoryStorage(files) })
}

class MemoryStorage implements Storage {
  readonly uri = 'memory:'
  readonly limits = { partBytes: Number.MAX_SAFE_INTEGER, pathBytes: Number.MAX_SAFE_INTEGER }
  readonly #files: Map<string, Uint8Array>

  constructor(files: Map<string, Uint8Array>) {
    this.#files = files
  }

  locate(path: string): string {
    return path === '' ? this.uri : `${this.uri}${safePath(path)}`
  }

  async read(path: string): Promise<Uint8Array> {
    return this.#get(path).slice()
  }

  async exists(path: string): Promise<boolean> {
    return this.#files.has(safePath(path))
  }

  async *list(folder: string): AsyncIterable<StoredFile> {
    const prefix = folder === '' ? '' : `${safePath(folder)}/`
    const paths = [...this.#files.keys()].filter(path => path.startsWith(prefix)).sort()
    for (const path of paths) {
      const bytes = this.#files.get(path)
      if (bytes !== undefined) yield { path, bytes: bytes.length }
    }
  }

  async names(folder: string): Promise<FolderNames> {
    const start = folder === '' ? 0 : safePath(folder).length + 1
    const files: string[] = []
    const folders = new Set<string>()
    for await (const { path } of this.list(folder)) {
      const [name = '', ...inner] = path.slice(start).split('/')
      if (inner.length === 0) files.push(name)
      else folders.add(name)
    }
    return { files, folders: [...folders] }
  }

  async stage(path: string, bytes: Uint8Array): Promise<void> {
    if (this.#files.has(safePath(path))) throw storageFailure('a staged name is taken', this.locate(path), new Error('the file exists'))
    this.#files.set(path, Uint8Array.from(bytes))
  }

  async publish(staged: string, path: string): Promise<'put' | 'present'> {
    const bytes = this.#get(staged)
    this.#files.delete(staged)
    return this.#setIfAbsent(path, bytes)
  }

  async putIfAbsent(path: string, bytes: Uint8Array): Promise<'put' | 'present'> {
    return this.#setIfAbsent(path, Uint8Array.from(bytes))
  }

  async move(from: string, to: string): Promise<void> {
    const bytes = this.#get(from)
    this.#files.set(safePath(to), bytes)
    if (from !== to) this.#files.delete(from)
  }

  async flush(): Promise<void> {}

  async show(object: string, target: string): Promise<string> {
    const bytes = this.#get(object)
    this.#files.set(safePath(target), bytes)
    return stampOf(bytes)
  }

  async stamp(path: string): Promise<string | undefined> {
    const bytes = this.#files.get(safePath(path))
    return bytes && stampOf(bytes)
  }

  async remove(path: string): Promise<void> {
    this.#files.delete(safePath(path))
  }

  async sweep(folder: string): Promise<void> {
    const prefix = `${safePath(folder)}/`
    for (const path of [...this.#files.keys()]) if (path.startsWith(prefix)) this.#files.delete(path)
  }

  #get(path: string): Uint8Array {
    const bytes = this.#files.get(safePath(path))
    if (bytes === undefined) throw objectMissing(this.locate(path))
    return bytes
  }

  #setIfAbsent(path: string, bytes: Uint8Array): 'put' | 'present' {
    if (this.#files.has(safePath(path))) return 'present'
    this.#files.set(path, bytes)
    return 'put'
  }
}

/** A name that shows an object holds its very bytes, as two links of one file do. */
const stamps = new WeakMap<Uint8Array, string>()
let stamped = 0

function stampOf(bytes: Uint8Array): string {
  const known = stamps.get(bytes)
  if (known !== undefined) return known
  stamped += 1
  stamps.set(bytes, String(stamped))
  return String(stamped)
}
