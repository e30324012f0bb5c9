/** Gives a written file its final name where that is free: by hard link, or where there are none by a rename that replaces nothing. */
import { link, lstat, stat } from 'node:fs/promises'
import { type Generation, VarveError } from '@varve/core'
import { failureCode } from './failure.ts'
import { isLinkRefusal } from './read-only-copy.ts'
import { removeFile } from './remove-file.ts'
import { renameIfFree } from './rename-if-free.ts'

/** `copied`: the name is on another device, so what has it now is a copy. */
export type Settled = 'put' | 'present' | { readonly copied: Generation }

/** The first name is gone where the second one was free; otherwise it stays. */
export async function settleFile(from: string, to: string): Promise<Settled> {
  try {
    await link(from, to)
  } catch (error) {
    if (failureCode(error) === 'EEXIST') return requireFile(to)
    if (!isLinkRefusal(error)) throw error
    return renameIfFree(from, to)
  }
  await removeFile(from)
  return 'put'
}

/** A name that is taken by something else than a file can never be put, and is not there for any reader. */
async function requireFile(path: string): Promise<'present'> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isFile()) return 'present'
  const named = await lstat(path).catch(() => undefined)
  if (named === undefined) return 'present' // it was, a moment ago
  throw new VarveError('STORAGE_FAILED', {
    what: 'something that is no file has the name of a file',
    where: path,
    why: named.isSymbolicLink() ? 'it is a symbolic link that leads to no file' : 'it is a folder',
    fix: 'move it away, then run the same command again',
    details: { path },
  })
}
