/** The folders of a disk below a storage root: made once, never through a symbolic link, and flushed with the entries that lead to them. */
import { lstat, mkdir } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { VarveError } from '@varve/core'
import { closeDescriptor, openDescriptor, syncNames } from './descriptors.ts'
import { failureCode } from './failure.ts'
import { someAtOnce } from './some-at-once.ts'

/** A first sync writes what the others wait for; more would only take threads from those who write files. */
const syncsAtOnce = 2

export class Folders {
  readonly #root: string
  readonly #made = new Set<string>()
  /** Folders that hold one that this process has met for the first time, each with the number of the newest such meeting. */
  readonly #unflushed = new Map<string, number>()
  #meetings = 0

  constructor(root: string) {
    this.#root = root
  }

  /** Runs an act that needs the folder, and once more where someone removed the folder meanwhile. */
  async ready<T>(folder: string, act: () => Promise<T>): Promise<T> {
    const remembered = this.#made.has(folder)
    if (!remembered) await this.make(folder)
    try {
      return await act()
    } catch (error) {
      if (!remembered || failureCode(error) !== 'ENOENT') throw error
      this.forget(this.#root)
      await this.make(folder)
      return act()
    }
  }

  /** @throws UNSAFE_PATH where a symbolic link below the root leads to it */
  async make(folder: string): Promise<void> {
    if (this.#made.has(folder)) return
    try {
      await this.#makeIn(folder)
    } catch (error) {
      if (failureCode(error) !== 'ENOENT' || folder === this.#root) throw error
      this.forget(this.#root) // someone removed a folder that is remembered
      await this.#makeIn(folder)
    }
  }

  /** Makes it, or looks once more at every folder on the way where it was made before. @throws UNSAFE_PATH */
  async enter(folder: string): Promise<void> {
    if (this.#made.has(folder)) await this.requireNoLink(folder)
    else await this.make(folder)
  }

  /** Drops what is remembered of a folder and of everything below it. */
  forget(folder: string): void {
    for (const made of this.#made) if (made === folder || made.startsWith(folder + sep)) this.#made.delete(made)
  }

  /**
   * Makes the entries of these folders durable, and those of the folders that were made or met since the last flush: whoever made one may have
   * died before it flushed. What another flush is at is flushed here too, since that one may end later, or fail.
   */
  async flush(folders: readonly string[]): Promise<void> {
    const met = [...this.#unflushed]
    await someAtOnce([...new Set([...folders, ...met.map(([folder]) => folder)])], syncsAtOnce, syncFolder)
    for (const [folder, meeting] of met) if (this.#unflushed.get(folder) === meeting) this.#unflushed.delete(folder)
  }

  /** Looks at every folder below the root that leads there. @throws UNSAFE_PATH */
  async requireNoLink(folder: string): Promise<void> {
    const below: string[] = []
    for (let at = folder; at.startsWith(this.#root + sep); at = dirname(at)) below.push(at)
    await Promise.all(below.map(requireNoLink))
  }

  /** One level after the other: a link on the way is met before anything is made beyond it. */
  async #makeIn(folder: string): Promise<void> {
    if (this.#made.has(folder)) return
    if (folder === this.#root) return this.#makeRoot()
    await this.#makeIn(dirname(folder))
    try {
      await mkdir(folder)
    } catch (error) {
      if (failureCode(error) !== 'EEXIST') throw error
      const found = await lstat(folder)
      if (found.isSymbolicLink()) throw leadsElsewhere(folder)
      if (!found.isDirectory()) throw error
    }
    this.#made.add(folder)
    this.#meet(dirname(folder))
  }

  /** What leads to the root is the user's own. */
  async #makeRoot(): Promise<void> {
    const first = await mkdir(this.#root, { recursive: true })
    this.#made.add(this.#root)
    if (first === undefined) return
    for (let made = this.#root; made.length >= first.length; made = dirname(made)) this.#meet(dirname(made))
  }

  #meet(parent: string): void {
    this.#meetings += 1
    this.#unflushed.set(parent, this.#meetings)
  }
}

async function requireNoLink(folder: string): Promise<void> {
  if (await isLink(folder)) throw leadsElsewhere(folder)
}

function leadsElsewhere(folder: string): VarveError {
  return new VarveError('UNSAFE_PATH', {
    what: 'a symbolic link has the name of a folder of the storage',
    where: folder,
    why: 'what is written there would lie wherever it leads',
    fix: 'remove the link: the folder is made again. To keep data on another device, mount that there, or let the storage folder itself be a link',
    details: { path: folder },
  })
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink()
  } catch (error) {
    const code = failureCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return false
    throw error
  }
}

/** Windows cannot open a folder to flush it, and keeps its entries durable by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const descriptor = await openDescriptor(folder, 'r').catch((error: unknown) => {
    if (failureCode(error) === 'ENOENT') return undefined // removed since: nothing to keep
    throw error
  })
  if (descriptor === undefined) return
  let isSynced = false
  try {
    await syncNames(descriptor)
    isSynced = true
  } finally {
    await closeDescriptor(descriptor, isSynced)
  }
}
