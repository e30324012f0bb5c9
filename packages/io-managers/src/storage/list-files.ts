/** The files below a folder of a disk, in the order of their paths, in pages. */
import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FilePage, NamesPage, PageRequest, StoredFile } from '@varve/core'
import { failureCode, storageFailure } from './failure.ts'

const filesInPage = 4096
const looksAtOnce = 256

/** @param path the folder as the storage names it; an absent folder is empty, and files that vanish meanwhile are left out. */
export async function pageOfFiles(folder: string, path: string, { limit = filesInPage, cursor, signal }: PageRequest): Promise<FilePage> {
  signal?.throwIfAborted()
  const files: StoredFile[] = []
  for await (const file of listFiles(folder, path, cursor ?? '', Math.min(limit, looksAtOnce))) {
    if (files.length === limit) return { files, next: files.at(-1)!.path }
    signal?.throwIfAborted()
    files.push(file)
  }
  return { files }
}

/** What lies in the folder itself: it is read at once, so without a limit there is one page. */
export async function pageOfNames(folder: string, { limit, cursor, signal }: PageRequest): Promise<NamesPage> {
  signal?.throwIfAborted()
  const entries = (await entriesOf(folder)).filter(({ entry, key }) => (entry.isFile() || entry.isDirectory()) && key > (cursor ?? ''))
  const page = limit === undefined ? entries : entries.slice(0, limit)
  const files = page.filter(({ entry }) => entry.isFile()).map(({ entry }) => entry.name)
  const folders = page.filter(({ entry }) => entry.isDirectory()).map(({ entry }) => entry.name)
  return page.length < entries.length ? { files, folders, next: page.at(-1)!.key } : { files, folders }
}

/** @param after those whose path is greater. */
async function* listFiles(folder: string, path: string, after: string, atOnce: number): AsyncIterable<StoredFile> {
  const entries = (await entriesOf(folder)).filter(one => isAfter(one, path, after))
  for (let start = 0; start < entries.length; start += atOnce) {
    const some = entries.slice(start, start + atOnce).map(({ entry }) => entry)
    const sizes = await Promise.all(some.map(entry => (entry.isFile() ? sizeOf(join(folder, entry.name)) : undefined)))
    for (const [index, entry] of some.entries()) {
      const inner = pathIn(path, entry.name)
      const bytes = sizes[index]
      if (entry.isDirectory()) yield* listFiles(join(folder, entry.name), inner, after, atOnce)
      else if (bytes !== undefined) yield { path: inner, bytes }
    }
  }
}

interface Entry {
  readonly entry: Dirent
  /** Ordered as paths are: `a.txt` stands before `a/b`, since "." is less than "/". */
  readonly key: string
}

/** Of a folder: whether it may hold such a file. */
function isAfter({ key, entry }: Entry, path: string, after: string): boolean {
  const start = pathIn(path, key)
  return start > after || (entry.isDirectory() && after.startsWith(start))
}

async function entriesOf(folder: string): Promise<readonly Entry[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const keyed = entries.map(entry => ({ entry, key: entry.isDirectory() ? `${entry.name}/` : entry.name }))
    return keyed.sort((left, right) => (left.key < right.key ? -1 : 1))
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

function pathIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}
