/** Gives a file its final name where hard links are not possible: a rename alone would replace what another process has put there. */
import { open, rename, rm, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Generation, VarveError } from '@varve/core'
import { copyBeside } from './copy-beside.ts'
import { failureCode } from './failure.ts'

/** How often, and how far apart, a name is looked at that another process has reserved: between its two acts lies nothing that takes time. */
const looks = 40
const betweenLooksMs = 25

/** Of a final name: no moment shows it writable. */
const readOnly = 0o444
/** Windows renames over no read-only file. */
const replaceable = 0o644

/**
 * The name is reserved first, by an empty file that one process alone can create, and that one alone renames over it: so whoever comes second
 * never replaces anything, however late it goes on. A kill between the two leaves the empty file.
 *
 * @returns the generation of the copy where the name is on another device. The first name is gone where it was put.
 * @throws STORAGE_FAILED where the name stays reserved
 */
export async function renameIfFree(from: string, to: string): Promise<'put' | 'present' | { readonly copied: Generation }> {
  if (!(await isReserved(to, readOnly))) {
    await requirePut(from, to)
    return 'present'
  }
  return renameOverReserved(from, to)
}

/**
 * Takes exactly what has the first name, in one act: a link and a removal would remove what another process has put there between the two. A
 * kill leaves the second name taken by an empty file.
 */
export async function moveIfFree(from: string, to: string): Promise<'moved' | 'present'> {
  if (!(await isReserved(to, replaceable))) return 'present'
  await renameOverReserved(from, to)
  return 'moved'
}

async function renameOverReserved(from: string, to: string): Promise<'put' | { readonly copied: Generation }> {
  try {
    return await renamed(from, to)
  } catch (error) {
    if ((await sizeOf(to)) === 0) await rm(to, { force: true })
    throw error
  }
}

async function renamed(from: string, to: string): Promise<'put' | { readonly copied: Generation }> {
  try {
    await rename(from, to)
    return 'put'
  } catch (error) {
    if (failureCode(error) !== 'EXDEV') throw error
    const copied = await copyBeside(from, to, from)
    await rm(from, { force: true })
    return { copied }
  }
}

/** @returns whether it is this process that may put something there. */
async function isReserved(to: string, mode: number): Promise<boolean> {
  try {
    await (await open(to, 'wx', mode)).close()
    return true
  } catch (error) {
    if (failureCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Until the other one has put it: an empty file is none yet, unless that is what would be put. */
async function requirePut(from: string, to: string): Promise<void> {
  if ((await sizeOf(from)) === 0) return
  for (let look = 1; (await sizeOf(to)) === 0; look += 1) {
    if (look === looks) {
      throw new VarveError('STORAGE_FAILED', {
        what: 'a file cannot be written: its name is reserved by an empty file',
        where: to,
        why: 'a process that was killed or stopped has reserved it, on a file system without hard links',
        fix: 'where no other varve process uses this storage, delete the empty file and run again',
        details: { path: to },
      })
    }
    await sleep(betweenLooksMs)
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return undefined
    throw error
  }
}
