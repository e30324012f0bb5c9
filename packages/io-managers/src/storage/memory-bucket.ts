/** The objects that a memory storage holds: what an object store decides in one act, this decides between two turns of the event loop. */
import type { FilePage, Generation, NamesPage, StoredFile } from '@varve/core'

interface Held {
  /** Never changed. */
  readonly bytes: Uint8Array
  readonly generation: Generation
}

export class MemoryBucket {
  readonly #objects = new Map<string, Held>()
  #generations = 0
  /** In order; absent after a name came or went. */
  #sorted: readonly string[] | undefined

  get(path: string): Held | undefined {
    return this.#objects.get(path)
  }

  /** @param replaces the generation that must be there; undefined where nothing may be. @returns the new one, or undefined where it is otherwise. */
  put(path: string, bytes: Uint8Array, replaces: Generation | undefined): Generation | undefined {
    const found = this.#objects.get(path)
    if (found?.generation !== replaces) return undefined
    this.#generations += 1
    const generation = String(this.#generations)
    this.#objects.set(path, { bytes, generation })
    if (found === undefined) this.#sorted = undefined
    return generation
  }

  delete(path: string): void {
    if (this.#objects.delete(path)) this.#sorted = undefined
  }

  /** @param prefix empty, or with a slash at its end. @param cursor the first path that is not in an earlier page. */
  files(prefix: string, cursor: string | undefined, limit: number): FilePage {
    const files: StoredFile[] = []
    for (const path of this.#from(prefix, cursor)) {
      if (files.length === limit) return { files, next: path }
      files.push({ path, bytes: this.#objects.get(path)!.bytes.length })
    }
    return { files }
  }

  /** Names up to the next slash, each once. */
  names(prefix: string, cursor: string | undefined, limit: number): NamesPage {
    const files: string[] = []
    const folders: string[] = []
    for (const path of this.#from(prefix, cursor)) {
      const [name = '', inner] = path.slice(prefix.length).split('/', 2)
      if (inner !== undefined && folders.at(-1) === name) continue
      if (files.length + folders.length === limit) return { files, folders, next: path }
      if (inner === undefined) files.push(name)
      else folders.push(name)
    }
    return { files, folders }
  }

  *#from(prefix: string, cursor: string | undefined): Iterable<string> {
    this.#sorted ??= [...this.#objects.keys()].sort()
    const sorted = this.#sorted
    for (let at = firstFrom(sorted, cursor ?? prefix); at < sorted.length; at += 1) {
      const path = sorted[at]!
      if (!path.startsWith(prefix)) return
      yield path
    }
  }
}

/** The index of the first that is not less. */
function firstFrom(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}
