/** Every file below a folder of the disk, in the order of its whole path. */
import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FolderNames, StoredFile } from '@varve/core'
import { failureCode, storageFailure } from './failure.ts'

const looksAtOnce = 256

/** @param path the folder as the storage names it; an absent folder is empty, and files that vanish meanwhile are left out. */
export async function* listFiles(folder: string, path: string): AsyncIterable<StoredFile> {
  const entries = await entriesOf(folder)
  for (let start = 0; start < entries.length; start += looksAtOnce) {
    const some = entries.slice(start, start + looksAtOnce)
    const sizes = await Promise.all(some.map(entry => (entry.isFile() ? sizeOf(join(folder, entry.name)) : undefined)))
    for (const [index, entry] of some.entries()) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`
      const bytes = sizes[index]
      if (entry.isDirectory()) yield* listFiles(join(folder, entry.name), inner)
      else if (bytes !== undefined) yield { path: inner, bytes }
    }
  }
}

/** What lies in the folder itself. */
export async function namesIn(folder: string): Promise<FolderNames> {
  const entries = await entriesOf(folder)
  const named = (is: (entry: Dirent) => boolean) => entries.filter(is).map(({ name }) => name)
  return { files: named(entry => entry.isFile()), folders: named(entry => entry.isDirectory()) }
}

/** Ordered as their paths are: `a.txt` stands before `a/b`, since "." is less than "/". */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const keyed = entries.map(entry => ({ entry, key: entry.isDirectory() ? `${entry.name}/` : entry.name }))
    return keyed.sort((left, right) => (left.key < right.key ? -1 : 1)).map(({ entry }) => entry)
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return []
    throw storageFailure('a folder cannot be listed', folder, error)
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await lstat(path)).size
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return undefined
    throw storageFailure('a stored file cannot be looked at', path, error)
  }
}
