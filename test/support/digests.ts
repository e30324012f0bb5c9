/** What lies below a folder: the SHA-256 of each file by its path relative to it, whatever its times and links. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

export async function digestsBelow(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const digests = await Promise.all(
    files.map(async file => [
      relative(folder, file).replaceAll(sep, '/'),
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ]),
  )
  return Object.fromEntries(digests.sort(([a], [b]) => (a! < b! ? -1 : 1)))
}
