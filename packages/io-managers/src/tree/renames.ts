/** Shows an object on a disk by what is renamed into place: a hard link, or a copy where that is asked for or the disk takes no link. */
import { link, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Generation } from '@varve/core'
import { copyBeside } from '../storage/copy-beside.ts'
import { failureCode, objectMissing, storageFailure } from '../storage/failure.ts'
import { generationOfNew } from '../storage/file-generation.ts'
import { Folders } from '../storage/folders.ts'
import { isLinkRefusal, readOnlyCopy } from '../storage/read-only-copy.ts'
import { removeFile } from '../storage/remove-file.ts'
import { safePath } from '../storage/safe-path.ts'
import type { TreeWay } from './way.ts'

/** @param disk the folder where the storage keeps its files. */
export function byRename(disk: string, mode: 'link' | 'copy'): TreeWay {
  const folders = new Folders(disk)
  const make = mode === 'link' ? linkOrCopy : readOnlyCopy
  return async shown => {
    const [object, target, temporary] = [shown.object, shown.path, shown.temporary].map(path => join(disk, safePath(path))) as Places
    const renamed = async () => {
      try {
        await folders.ready(dirname(temporary), () => make(object, temporary))
        return await renameInto(target, temporary, folders)
      } finally {
        await removeFile(temporary)
      }
    }
    try {
      await folders.enter(dirname(target))
      if (mode === 'copy') return await renamed()
      return (await linkedAt(target, object, folders)) ?? (await renamed())
    } catch (error) {
      if (failureCode(error) === 'ENOENT' && !(await isThere(object))) throw objectMissing(object, error)
      throw storageFailure('the tree cannot be updated', target, error)
    }
  }
}

type Places = [object: string, target: string, temporary: string]

/** Links a name that is free at once, which is whole from its first moment. Undefined where something else has it, or the disk takes no link. */
async function linkedAt(target: string, object: string, folders: Folders): Promise<Generation | undefined> {
  const generation = await generationOfNew(object)
  try {
    await folders.ready(dirname(target), () => link(object, target))
    return generation
  } catch (error) {
    if (failureCode(error) === 'EEXIST') return generationOfSameFile(object, target) // a rename between two links of one file does nothing
    if (isLinkRefusal(error)) return undefined
    throw error
  }
}

async function renameInto(target: string, temporary: string, folders: Folders): Promise<Generation> {
  const generation = await generationOfNew(temporary)
  return folders.ready(dirname(target), () => renameOrCopy(temporary, target, generation))
}

async function linkOrCopy(object: string, temporary: string): Promise<void> {
  try {
    await link(object, temporary)
  } catch (error) {
    if (!isLinkRefusal(error)) throw error
    await readOnlyCopy(object, temporary)
  }
}

/** @param generation of what has the temporary name. */
async function renameOrCopy(temporary: string, target: string, generation: Generation): Promise<Generation> {
  try {
    await rename(temporary, target)
    return generation
  } catch (error) {
    if (failureCode(error) !== 'EXDEV') throw error // another device is mounted between the root and the target
    return copyBeside(temporary, target, temporary)
  }
}

async function generationOfSameFile(object: string, target: string): Promise<Generation | undefined> {
  try {
    const [left, right] = await Promise.all([stat(object, { bigint: true }), stat(target, { bigint: true })])
    return left.ino === right.ino && left.dev === right.dev ? await generationOfNew(object) : undefined
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
