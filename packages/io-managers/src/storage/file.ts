/** A storage on a local disk: immutable files published by hard link, and a tree of hard links replaced by rename. */
import { chmod, link, open, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { asBuiltIn, type FolderNames, type Storage, type StorageDefinition, type StorageLimits, type StoredFile } from '@varve/core'
import { sweepBeside } from './copy-beside.ts'
import { failureCode, objectMissing, storageFailure } from './failure.ts'
import { stampOfFile } from './file-stamp.ts'
import { Folders } from './folders.ts'
import { listFiles, namesIn } from './list-files.ts'
import { pathLimits } from './path-limits.ts'
import { isLinkRefusal } from './read-only-copy.ts'
import { renameIfFree } from './rename-if-free.ts'
import { safePath } from './safe-path.ts'
import { showFile } from './show-file.ts'

/**
 * Keeps files below a folder of the local disk; the folder is made when something is first written.
 *
 * @param location absolute, or relative to the config file's folder (`--root` where given).
 * @throws (its stores) STORAGE_FAILED with the system's reason, OBJECT_MISSING, UNSAFE_PATH
 * @example
 * const io = ioManager({ storage: file('./data'), format: parquet() })
 */
export function file(location: string): StorageDefinition {
  return asBuiltIn({ kind: 'file', open: (base: string) => new FileStorage(resolve(base, location)) })
}

class FileStorage implements Storage {
  readonly uri: string
  readonly limits: StorageLimits
  readonly #folders: Folders

  constructor(root: string) {
    this.uri = root
    this.limits = pathLimits(root)
    this.#folders = new Folders(root)
  }

  locate(path: string): string {
    return path === '' ? this.uri : this.#inside(path)
  }

  async read(path: string): Promise<Uint8Array> {
    const where = this.#inside(path)
    try {
      return await readFile(where)
    } catch (error) {
      throw isAbsence(error) ? objectMissing(where, error) : storageFailure('a stored file cannot be read', where, error)
    }
  }

  async exists(path: string): Promise<boolean> {
    const where = this.#inside(path)
    try {
      return (await stat(where)).isFile()
    } catch (error) {
      if (isAbsence(error)) return false
      throw storageFailure('a stored file cannot be looked at', where, error)
    }
  }

  list(folder: string): AsyncIterable<StoredFile> {
    return listFiles(this.locate(folder), folder)
  }

  async names(folder: string): Promise<FolderNames> {
    return namesIn(this.locate(folder))
  }

  async stage(path: string, bytes: Uint8Array): Promise<void> {
    const where = this.#inside(path)
    await attempt('a file cannot be staged', where, () => this.#folders.ready(dirname(where), () => writeNew(where, bytes)))
  }

  async publish(staged: string, path: string): Promise<'put' | 'present'> {
    const from = this.#inside(staged)
    const to = this.#inside(path)
    return attempt('a staged file cannot be published', to, () => this.#settle(from, to))
  }

  async putIfAbsent(path: string, bytes: Uint8Array, temporary: string): Promise<'put' | 'present'> {
    const where = this.#inside(path)
    const from = this.#inside(temporary)
    return attempt('a file cannot be written', where, async () => {
      await this.#folders.ready(dirname(from), () => writeNew(from, bytes))
      try {
        return await this.#settle(from, where)
      } finally {
        await rm(from, { force: true })
      }
    })
  }

  async move(from: string, to: string): Promise<void> {
    const source = this.#inside(from)
    const target = this.#inside(to)
    await attempt('a file cannot be moved', source, () => this.#folders.ready(dirname(target), () => rename(source, target)))
  }

  async flush(folders: readonly string[]): Promise<void> {
    await attempt('folders cannot be flushed', this.uri, () => this.#folders.flush(folders.map(folder => this.#inside(folder))))
  }

  async show(object: string, target: string, temporary: string, mode: 'link' | 'copy'): Promise<string> {
    const one = { object: this.#inside(object), target: this.#inside(target), temporary: this.#inside(temporary) }
    return showFile(one, mode, this.#folders)
  }

  async stamp(path: string): Promise<string | undefined> {
    const where = this.#inside(path)
    try {
      return await stampOfFile(where)
    } catch (error) {
      if (isAbsence(error)) return undefined
      throw storageFailure('a stored file cannot be looked at', where, error)
    }
  }

  async remove(path: string, keep?: string): Promise<void> {
    const where = this.#inside(path)
    await attempt('a file cannot be removed', where, async () => {
      await rm(where, { force: true })
      if (keep !== undefined) await this.#removeEmpty(dirname(where), this.#inside(keep))
    })
  }

  async sweep(folder: string): Promise<void> {
    const where = this.#inside(folder)
    this.#folders.forget(where)
    await attempt('a folder cannot be removed', where, async () => {
      await sweepBeside(where)
      await rm(where, { recursive: true, force: true })
    })
  }

  #inside(path: string): string {
    return join(this.uri, safePath(path))
  }

  /** Gives a staged file its final name where that is free; the staged name goes away either way. */
  async #settle(from: string, to: string): Promise<'put' | 'present'> {
    const outcome = await this.#folders.ready(dirname(to), () => this.#linkIfFree(from, to))
    await rm(from, { force: true })
    return outcome
  }

  /** `from` becomes read-only first, so that no moment shows a writable final name: both are one inode. */
  async #linkIfFree(from: string, to: string): Promise<'put' | 'present'> {
    await chmod(from, 0o444)
    try {
      await link(from, to)
      return 'put'
    } catch (error) {
      if (failureCode(error) === 'EEXIST') return 'present'
      if (!isLinkRefusal(error)) throw error
    }
    return renameIfFree(from, to)
  }

  async #removeEmpty(folder: string, keep: string): Promise<void> {
    for (let at = folder; at.startsWith(keep + sep); at = dirname(at)) {
      this.#folders.forget(at)
      const isRemoved = await rmdir(at).then(
        () => true,
        () => false, // it holds what is not ours, or is gone
      )
      if (!isRemoved) return
    }
  }
}

/** Flushed to the device before it returns; a file that could not be written whole goes away again. */
async function writeNew(where: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(where, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.datasync()
  } catch (error) {
    await rm(where, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

async function attempt<T>(what: string, where: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw storageFailure(what, where, error)
  }
}

function isAbsence(error: unknown): boolean {
  const code = failureCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}
