/** The folders a file storage has made: made once, remembered, and flushed with the entries that lead to them. */
import { mkdir, open } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { failureCode } from './failure.ts'

export class Folders {
  readonly #root: string
  readonly #made = new Set<string>()
  /** Folders that got a new folder inside and were not flushed since. */
  readonly #unflushed = new Set<string>()

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

  async make(folder: string): Promise<void> {
    if (this.#made.has(folder)) return
    this.#remember(folder, await mkdir(folder, { recursive: true }))
  }

  /** Drops what is remembered of a folder and of everything below it. */
  forget(folder: string): void {
    for (const made of this.#made) if (made === folder || made.startsWith(folder + sep)) this.#made.delete(made)
  }

  /** Makes the entries of these folders durable, and those of the folders made since the last flush. */
  async flush(folders: readonly string[]): Promise<void> {
    const all = new Set([...folders, ...this.#unflushed])
    this.#unflushed.clear()
    await Promise.all([...all].map(syncFolder))
  }

  #remember(folder: string, firstMade: string | undefined): void {
    this.#made.add(folder)
    if (firstMade === undefined) return
    for (let made = folder; made.length >= firstMade.length; made = dirname(made)) this.#unflushed.add(dirname(made))
  }
}

/** Windows cannot open a folder to flush it, and keeps its entries durable by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r').catch((error: unknown) => {
    if (failureCode(error) === 'ENOENT') return undefined // removed since: nothing to keep
    throw error
  })
  try {
    await handle?.sync()
  } finally {
    await handle?.close()
  }
}
