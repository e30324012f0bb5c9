/** The objects of a storage root, named by their content: put if absent, and never trusted before they were hashed once. */
import {
  type Generation,
  type Member,
  type ObjectState,
  type Objects,
  type Storage,
  type StoredFile,
  type StoredObject,
  sha256,
  VarveError,
} from '@varve/core'
import { allFiles } from './list-all.ts'
import { folderOf, objectPath, objectsFolder, storedObject, wrongObjectOf, wrongObjectsFolder } from './paths.ts'
import { readIfPresent } from './read-if-present.ts'
import { setAside } from './set-aside.ts'

export function openObjects(storage: Storage): Objects {
  return new StoredObjects(storage)
}

class StoredObjects implements Objects {
  readonly #storage: Storage
  /** Object path -> the check of what lay there when this store first met it; a failed one is forgotten, so that the next put tries again. */
  readonly #checked = new Map<string, Promise<void>>()
  /** Paths of objects that were put or found whole by this store. */
  readonly #whole = new Set<string>()
  readonly #unflushed = new Set<string>()

  constructor(storage: Storage) {
    this.#storage = storage
  }

  async put({ artifact, paths }: Parameters<Objects['put']>[0]): Promise<void> {
    for (const [index, member] of artifact.members.entries()) {
      const path = objectPath(member)
      await this.#putOne(paths[index]!, path, member)
      this.#unflushed.add(folderOf(path)) // also where it was found: whoever put it may not have flushed yet
      this.#whole.add(path)
    }
  }

  async flush(): Promise<void> {
    const folders = [...this.#unflushed]
    this.#unflushed.clear()
    if (folders.length > 0) await this.#storage.flush(folders)
  }

  async read(member: Member): Promise<Uint8Array> {
    const path = objectPath(member)
    const bytes = await readIfPresent(this.#storage, path)
    if (bytes === undefined) throw missing(this.#storage.locate(path), path, member)
    const found = sha256(bytes)
    if (found !== member.sha256) throw corrupt(this.#storage.locate(path), path, member, found)
    return bytes
  }

  async hash(member: Member): Promise<ObjectState> {
    const path = objectPath(member)
    const bytes = await readIfPresent(this.#storage, path)
    const isWhole = bytes !== undefined && sha256(bytes) === member.sha256
    this.#whole[isWhole ? 'add' : 'delete'](path)
    return isWhole ? 'ok' : bytes === undefined ? 'missing' : 'corrupt'
  }

  async requireWhole(member: Member, known: Generation | undefined): Promise<void> {
    const path = objectPath(member)
    if (this.#whole.has(path)) return
    if (known !== undefined && (await this.#storage.stat(path))?.generation === known) return
    if ((await this.hash(member)) === 'corrupt') await this.read(member)
  }

  async setAside(member: Member): Promise<void> {
    this.#checked.delete(objectPath(member))
    this.#whole.delete(objectPath(member))
    await setAside(this.#storage, member)
  }

  async *all(): AsyncIterable<StoredObject> {
    for await (const file of allFiles(this.#storage, objectsFolder)) {
      const object = storedObject(file)
      if (object !== undefined) yield object
    }
  }

  async filesOf(members: readonly Member[]): Promise<readonly StoredFile[]> {
    const files: StoredFile[] = []
    const hashes = new Set(members.map(({ sha256 }) => sha256))
    for (const folder of new Set(members.map(member => folderOf(objectPath(member))))) {
      for await (const file of allFiles(this.#storage, folder)) if (hashes.has(storedObject(file)?.sha256 ?? '')) files.push(file)
    }
    if (hashes.size === 0) return files
    // What was found under an object's name with other bytes may hold parts of it.
    for await (const file of allFiles(this.#storage, wrongObjectsFolder)) if (hashes.has(wrongObjectOf(file.path))) files.push(file)
    return files
  }

  locate(member: Member): string {
    return this.#storage.locate(objectPath(member))
  }

  async #putOne(staged: string, path: string, member: Member): Promise<void> {
    const before = this.#checked.get(path)
    if (before !== undefined) {
      await before
      await this.#finalize(staged, path)
      return
    }
    const check = this.#checkThenPublish(staged, path, member)
    this.#checked.set(path, check)
    check.catch(() => this.#checked.delete(path))
    await check
  }

  async #checkThenPublish(staged: string, path: string, member: Member): Promise<void> {
    if ((await this.#storage.finalize(staged, path)) === 'put') return
    const isPresent = await this.#isRight(path, member)
    if (!isPresent) await setAside(this.#storage, member)
    if ((await this.#finalize(staged, path)) === 'put' || isPresent) return
    if (await this.#isRight(path, member)) return // put by another process meanwhile
    throw new VarveError('OBJECT_CORRUPT', {
      what: 'an object appeared with content other than its name while it was being put',
      where: this.#storage.locate(path),
      fix: 'run the same command again: it sets the wrong object aside first',
      details: { path, expected: member.sha256 },
    })
  }

  /** The staged name goes away either way. */
  async #finalize(staged: string, path: string): Promise<'put' | 'present'> {
    const outcome = await this.#storage.finalize(staged, path)
    if (outcome === 'present') await this.#storage.remove(staged)
    return outcome
  }

  async #isRight(path: string, { sha256: expected }: Member): Promise<boolean> {
    const bytes = await readIfPresent(this.#storage, path)
    return bytes !== undefined && sha256(bytes) === expected
  }
}

function missing(where: string, path: string, { sha256 }: Member): VarveError {
  return new VarveError('OBJECT_MISSING', {
    what: 'a stored object is missing',
    where,
    fix: 'restore it from a backup, or run `varve verify` and then materialize: what is lost is made again',
    details: { path, sha256 },
  })
}

function corrupt(where: string, path: string, { sha256 }: Member, found: string): VarveError {
  return new VarveError('OBJECT_CORRUPT', {
    what: 'a stored object does not have the content of its name',
    where,
    why: `its bytes hash to ${found}`,
    fix: 'run `varve verify` to find what else is wrong, then materialize: what is lost is made again',
    details: { path, sha256, expected: sha256, found },
  })
}
