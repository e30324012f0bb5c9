/** Makes one name of the tree show an object: a link renamed into place, or a copy where the disk takes no link. */
import { link, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { copyBeside } from './copy-beside.ts'
import { failureCode, objectMissing, storageFailure } from './failure.ts'
import { stampOfNew } from './file-stamp.ts'
import type { Folders } from './folders.ts'
import { isLinkRefusal, readOnlyCopy } from './read-only-copy.ts'

/** Absolute paths; `temporary` is free, and is free again afterwards. */
export interface DiskShow {
  readonly object: string
  readonly target: string
  readonly temporary: string
}

/** @returns the stamp of what was shown, also where somebody has replaced it since. @throws OBJECT_MISSING STORAGE_FAILED */
export async function showFile(one: DiskShow, mode: 'link' | 'copy', folders: Folders): Promise<string> {
  const { object, target, temporary } = one
  try {
    const shown = mode === 'link' ? await stampOfSameFile(object, target) : undefined
    // a rename between two links of one file does nothing and leaves the temporary name
    if (shown !== undefined) return shown
    await folders.make(dirname(target))
    await folders.ready(dirname(temporary), () => (mode === 'link' ? linkOrCopy(one) : readOnlyCopy(object, temporary)))
    return await renameInto(one, folders)
  } catch (error) {
    if (failureCode(error) === 'ENOENT' && !(await isThere(object))) throw objectMissing(object, error)
    throw storageFailure('the tree cannot be updated', target, error)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function linkOrCopy({ object, temporary }: DiskShow): Promise<void> {
  try {
    await link(object, temporary)
  } catch (error) {
    if (!isLinkRefusal(error)) throw error
    await readOnlyCopy(object, temporary)
  }
}

async function renameInto({ temporary, target }: DiskShow, folders: Folders): Promise<string> {
  const stamp = await stampOfNew(temporary)
  try {
    await folders.ready(dirname(target), () => rename(temporary, target))
    return stamp
  } catch (error) {
    if (failureCode(error) !== 'EXDEV') throw error // another device is mounted between the root and the target
    return copyBeside(temporary, target, temporary)
  }
}

async function stampOfSameFile(object: string, target: string): Promise<string | undefined> {
  try {
    const [left, right] = await Promise.all([stat(object, { bigint: true }), stat(target, { bigint: true })])
    return left.ino === right.ino && left.dev === right.dev ? await stampOfNew(object) : undefined
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
