/** The files that an asset declares under `reads`: their content counts as its code does. */
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CreationFrame } from './creation-frames.ts'
import { fileHash, statAt } from './project-files.ts'

export interface ReadFile {
  /** As the asset writes it. */
  readonly name: string
  readonly path: string
  /** Null where it cannot be read as a file. */
  readonly sha256: string | null
  /** Why it cannot, or null. */
  readonly problem: string | null
}

/** @param frames where the asset was created: a relative name begins at the module that calls `asset()`. */
export function readFiles(reads: readonly (string | URL)[], frames: readonly CreationFrame[]): readonly ReadFile[] {
  const [innermost] = frames
  return reads.flatMap(read => {
    if (typeof read !== 'string') return [readFileAt(read.href, fileURLToPath(read))]
    return innermost ? [readFileAt(read, resolve(dirname(innermost.file), read))] : []
  })
}

function readFileAt(name: string, path: string): ReadFile {
  const sha256 = fileHash(path)
  return { name, path, sha256, problem: sha256 === null ? problemAt(path) : null }
}

function problemAt(path: string): string {
  const found = statAt(path)
  if (found?.isDirectory()) return 'it is a folder: name its files, for instance with readdirSync'
  if (found) return 'it cannot be opened'
  return /[*?{[]/.test(path) ? 'there is no file of this name, and patterns are not expanded' : 'there is no file of this name'
}
