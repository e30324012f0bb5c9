/** A storage on a local disk: immutable files published by hard link, and a tree of hard links replaced by rename. */
import { chmod, link, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import {
  asBuiltIn,
  type ConfirmProjection,
  type Storage,
  type StorageDefinition,
  type StoredFile,
  type TreeLink,
  type TreeMode,
} from '@varve/core'
import { failureCode, objectMissing, storageFailure } from './failure.ts'
import { Folders } from './folders.ts'
import { listFiles } from './list-files.ts'
import { projectLinks } from './project-links.ts'
import { isLinkRefusal, readOnlyCopy } from './read-only-copy.ts'
import { safePath } from './safe-path.ts'

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
  readonly #folders: Folders
  #temporaries = 0

  constructor(root: string) {
    this.uri = root
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

  async stage(path: string, bytes: Uint8Array): Promise<void> {
    const where = this.#inside(path)
    await attempt('a file cannot be staged', where, () => this.#folders.ready(dirname(where), () => writeNew(where, bytes)))
  }

  async publish(staged: string, path: string): Promise<'put' | 'present'> {
    const from = this.#inside(staged)
    const to = this.#inside(path)
    return attempt('a staged file cannot be published', to, async () => {
      const outcome = await this.#folders.ready(dirname(to), () => this.#linkIfFree(from, to))
      await unlink(from)
      return outcome
    })
  }

  async putIfAbsent(path: string, bytes: Uint8Array): Promise<'put' | 'present'> {
    const where = this.#inside(path)
    return attempt('a file cannot be written', where, async () => {
      const temporary = await this.#folders.ready(dirname(where), () => this.#writeTemporary(where, bytes))
      try {
        return await this.#linkIfFree(temporary, where)
      } finally {
        await rm(temporary, { force: true })
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

  async project(links: readonly TreeLink[], mode: TreeMode, confirm: ConfirmProjection): Promise<void> {
    if (mode === 'none' || links.length === 0) return
    const absolute = links.map(({ target, object, temporary, surplus = [] }) => ({
      target: this.#inside(target),
      object: this.#inside(object),
      temporary: this.#inside(temporary),
      surplus: surplus.map(path => this.#inside(path)),
    }))
    await projectLinks(absolute, mode, this.#folders, confirm)
  }

  async remove(path: string): Promise<void> {
    const where = this.#inside(path)
    await attempt('a file cannot be removed', where, () => rm(where, { force: true }))
  }

  async removeFolder(folder: string): Promise<void> {
    const where = this.#inside(folder)
    this.#folders.forget(where)
    await attempt('a folder cannot be removed', where, () => rm(where, { recursive: true, force: true }))
  }

  #inside(path: string): string {
    return join(this.uri, safePath(path))
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
    if (
      await stat(to).then(
        () => true,
        () => false,
      )
    )
      return 'present'
    // without hard links a rename is all there is; final names are named by content or by ledger order, so a lost race writes the same bytes
    const copy = this.#temporaryBeside(to)
    await readOnlyCopy(from, copy)
    await rename(copy, to)
    return 'put'
  }

  /** The names of a dead process of the same id may still lie there: `wx` never opens one of them. */
  async #writeTemporary(where: string, bytes: Uint8Array): Promise<string> {
    for (;;) {
      const temporary = this.#temporaryBeside(where)
      try {
        await writeNew(temporary, bytes)
        return temporary
      } catch (error) {
        if (failureCode(error) !== 'EEXIST') throw error
      }
    }
  }

  #temporaryBeside(where: string): string {
    this.#temporaries += 1
    return join(dirname(where), `.${process.pid}-${this.#temporaries}.part`)
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
