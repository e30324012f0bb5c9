/** Lists a folder of a storage to its end, page after page. */
import type { Storage, StoredFile } from '@varve/core'

/** Every file below it, sorted by path. */
export async function* allFiles(storage: Storage, folder: string): AsyncIterable<StoredFile> {
  for (let cursor: string | undefined; ; ) {
    const { files, next } = await storage.list(folder, { cursor })
    yield* files
    if (next === undefined) return
    cursor = next
  }
}

/** What lies in it itself. */
export async function allNames(
  storage: Storage,
  folder: string,
): Promise<{ readonly files: readonly string[]; readonly folders: readonly string[] }> {
  const files: string[] = []
  const folders: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await storage.names(folder, { cursor })
    for (const name of page.files) files.push(name)
    for (const name of page.folders) folders.push(name)
    if (page.next === undefined) return { files, folders }
    cursor = page.next
  }
}
