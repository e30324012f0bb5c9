/** A storage on a local disk: files below a folder, given their final names by hard link. */
import { rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
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
import { copyBeside, sweepBeside } from './copy-beside.ts'
import { failureCode, objectMissing, storageFailure } from './failure.ts'
import { generationOfNew, statOfFile } from './file-generation.ts'
import { Folders } from './folders.ts'
import { inTurn } from './in-turn.ts'
import { pageOfFiles, pageOfNames } from './list-files.ts'
import { pathLimits } from './path-limits.ts'
import { readBytes, readChunks } from './read-file.ts'
import { readOnlyCopy } from './read-only-copy.ts'
import { removeFile } from './remove-file.ts'
import { moveIfFree } from './rename-if-free.ts'
import { safePath } from './safe-path.ts'
import { settleFile } from './settle-file.ts'
import { writeNew } from './write-file.ts'

/** How often a file that another process moves away and puts again is tried to be moved. */
const triesMax = 5

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
  readonly disk: string
  readonly limits: StorageLimits
  readonly #folders: Folders
  readonly #inTurn = inTurn()

  constructor(root: string) {
    this.uri = root
    this.disk = root
    this.limits = pathLimits(root)
    this.#folders = new Folders(root)
  }

  locate(path: string): string {
    return path === '' ? this.uri : this.#inside(path)
  }

  async read(path: string, part: ReadOptions = {}): Promise<Uint8Array> {
    const where = this.#inside(path)
    try {
      return await readBytes(where, part)
    } catch (error) {
      throw readFailure(where, error, part.signal)
    }
  }

  async *stream(path: string, part: ReadOptions = {}): AsyncIterable<Uint8Array> {
    const where = this.#inside(path)
    try {
      yield* readChunks(where, part)
    } catch (error) {
      throw readFailure(where, error, part.signal)
    }
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const where = this.#inside(path)
    try {
      return await statOfFile(where)
    } catch (error) {
      if (isAbsence(error)) return undefined
      throw storageFailure('a stored file cannot be looked at', where, error)
    }
  }

  async list(folder: string, page: PageRequest = {}): Promise<FilePage> {
    return pageOfFiles(this.locate(folder), folder, page)
  }

  async names(folder: string, page: PageRequest = {}): Promise<NamesPage> {
    return pageOfNames(this.locate(folder), page)
  }

  async stage(path: string, bytes: Bytes, signal?: AbortSignal): Promise<void> {
    const where = this.#inside(path)
    await attempt('a file cannot be staged', where, signal, () => writeNew(where, bytes, this.#folders, signal))
  }

  async finalize(staged: string, path: string): Promise<'put' | 'present'> {
    const from = this.#inside(staged)
    const to = this.#inside(path)
    return attempt('a staged file cannot be published', to, undefined, async () => {
      try {
        const settled = await this.#folders.ready(dirname(to), () => settleFile(from, to))
        return settled === 'present' ? 'present' : 'put'
      } catch (error) {
        throw failureCode(error) === 'ENOENT' && !(await this.stat(staged)) ? objectMissing(from, error) : error
      }
    })
  }

  async move(path: string, to: string): Promise<'moved' | 'present'> {
    const from = this.#inside(path)
    const target = this.#inside(to)
    return attempt('a file cannot be moved', from, undefined, async () => {
      for (let tries = 1; ; tries += 1) {
        try {
          await this.#folders.requireNoLink(dirname(from))
          return await this.#folders.ready(dirname(target), () => moveIfFree(from, target))
        } catch (error) {
          if (failureCode(error) !== 'ENOENT') throw error
          if (!(await this.stat(path))) throw objectMissing(from, error)
          if (tries === triesMax) throw error // it was moved away by another process, and is there again each time
        }
      }
    })
  }

  async putIfAbsent(path: string, source: Source, { temporary, signal }: WriteOptions): Promise<Generation | undefined> {
    const where = this.#inside(path)
    return this.#written(where, source, temporary, signal, async (from, generation) => {
      await this.#folders.enter(dirname(where))
      const settled = await this.#folders.ready(dirname(where), () => settleFile(from, where))
      if (settled === 'present') return undefined
      return settled === 'put' ? generation : settled.copied
    })
  }

  async replace(path: string, source: Source, replaced: Generation, { temporary, signal }: WriteOptions): Promise<Generation | undefined> {
    const where = this.#inside(path)
    return this.#written(where, source, temporary, signal, (from, generation) =>
      this.#inTurn(where, async () => {
        await this.#folders.requireNoLink(dirname(where))
        if ((await this.stat(path))?.generation !== replaced) return undefined
        return renameOver(from, where, generation)
      }),
    )
  }

  async remove(path: string, { generation, keep }: RemoveOptions = {}): Promise<void> {
    const where = this.#inside(path)
    await attempt('a file cannot be removed', where, undefined, async () => {
      await this.#folders.requireNoLink(dirname(where))
      if (generation !== undefined && (await this.stat(path))?.generation !== generation) return
      await removeFile(where)
      if (keep !== undefined) await this.#removeEmpty(dirname(where), this.#inside(keep))
    })
  }

  async sweep(folder: string): Promise<void> {
    const where = this.#inside(folder)
    this.#folders.forget(where)
    await attempt('a folder cannot be removed', where, undefined, async () => {
      await this.#folders.requireNoLink(dirname(where))
      await sweepBeside(where)
      await rm(where, { recursive: true, force: true })
    })
  }

  async flush(folders: readonly string[]): Promise<void> {
    await attempt('folders cannot be flushed', this.uri, undefined, () => this.#folders.flush(folders.map(folder => this.#inside(folder))))
  }

  #inside(path: string): string {
    return join(this.uri, safePath(path))
  }

  /** Writes under the temporary name, and leaves nothing there. */
  async #written(
    where: string,
    source: Source,
    temporary: string,
    signal: AbortSignal | undefined,
    settle: (from: string, generation: Generation) => Promise<Generation | undefined>,
  ): Promise<Generation | undefined> {
    const from = this.#inside(temporary)
    return attempt('a file cannot be written', where, signal, async () => {
      try {
        if ('copyOf' in source) await this.#copy(source.copyOf, from, signal)
        else await writeNew(from, source, this.#folders, signal)
        return await settle(from, await generationOfNew(from))
      } finally {
        await removeFile(from)
      }
    })
  }

  async #copy(path: string, to: string, signal: AbortSignal | undefined): Promise<void> {
    const original = this.#inside(path)
    signal?.throwIfAborted()
    try {
      await this.#folders.ready(dirname(to), () => readOnlyCopy(original, to))
    } catch (error) {
      throw failureCode(error) === 'ENOENT' ? objectMissing(original, error) : error
    }
    signal?.throwIfAborted()
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

/** @param generation of what is renamed. */
async function renameOver(from: string, to: string, generation: Generation): Promise<Generation> {
  try {
    await rename(from, to)
    return generation
  } catch (error) {
    if (failureCode(error) !== 'EXDEV') throw error // another device is mounted between the root and the target
    return copyBeside(from, to, from)
  }
}

async function attempt<T>(what: string, where: string, signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw storageFailure(what, where, error)
  }
}

function readFailure(where: string, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason
  return isAbsence(error) ? objectMissing(where, error) : storageFailure('a stored file cannot be read', where, error)
}

/** ELOOP: a symbolic link that leads to itself has the name, and no file does. */
function isAbsence(error: unknown): boolean {
  const code = failureCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP'
}
