/** Makes names of the tree show their objects: linked aside first, renamed into place while the ledger says that they are current. */
import { renameSync, unlinkSync } from 'node:fs'
import { link, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ConfirmProjection } from '@varve/core'
import { failureCode, objectMissing, storageFailure } from './failure.ts'
import type { Folders } from './folders.ts'
import { isLinkRefusal, readOnlyCopy } from './read-only-copy.ts'

/** As the port's `TreeLink`, with absolute paths. */
export interface DiskLink {
  readonly target: string
  readonly object: string
  readonly temporary: string
  /** Files beside the target that go away once it stands. */
  readonly surplus: readonly string[]
}

const linksAtOnce = 64

export async function projectLinks(
  links: readonly DiskLink[],
  mode: 'link' | 'copy',
  folders: Folders,
  confirm: ConfirmProjection,
): Promise<void> {
  const prepared: Prepared[] = []
  const failures: unknown[] = []
  try {
    for (let start = 0; start < links.length; start += linksAtOnce) {
      const some = links.slice(start, start + linksAtOnce)
      prepared.push(...(await Promise.all(some.map(one => prepare(one, mode, folders)))))
    }
    await confirm(current => current.filter(index => isApplied(links[index], prepared[index], folders, failures)))
  } finally {
    // a rename between two links of one inode does nothing and leaves the temporary name; what was not current was never renamed
    await Promise.all(links.map(({ temporary }) => rm(temporary, { force: true })))
  }
  if (failures.length > 0) throw failures[0]
}

/** A temporary that waits for its rename, a target that is the object already, or why there is neither: that counts only for what is current. */
type Prepared = 'waiting' | 'shown' | { readonly failure: unknown }

async function prepare(one: DiskLink, mode: 'link' | 'copy', folders: Folders): Promise<Prepared> {
  try {
    if (mode === 'link' && (await isSameFile(one.object, one.target))) return 'shown'
    await folders.make(dirname(one.target))
    await folders.ready(dirname(one.temporary), () => (mode === 'link' ? linkOrCopy(one) : readOnlyCopy(one.object, one.temporary)))
    return 'waiting'
  } catch (error) {
    const isMissing = failureCode(error) === 'ENOENT'
    return { failure: isMissing ? objectMissing(one.object, error) : storageFailure('the tree cannot be updated', one.target, error) }
  }
}

async function linkOrCopy({ object, temporary }: DiskLink): Promise<void> {
  try {
    await link(object, temporary)
  } catch (error) {
    if (!isLinkRefusal(error)) throw error
    await readOnlyCopy(object, temporary)
  }
}

async function isSameFile(object: string, target: string): Promise<boolean> {
  try {
    const [left, right] = await Promise.all([stat(object, { bigint: true }), stat(target, { bigint: true })])
    return left.ino === right.ino && left.dev === right.dev
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return false
    throw error
  }
}

/** Collects failures instead of throwing them: one bad name must not undo the ledger transaction around the others. */
function isApplied(one: DiskLink | undefined, prepared: Prepared | undefined, folders: Folders, failures: unknown[]): boolean {
  if (one === undefined || prepared === undefined) return false
  if (typeof prepared === 'object') {
    failures.push(prepared.failure)
    return false
  }
  try {
    if (prepared === 'waiting') renameInto(one, folders)
    for (const path of one.surplus) removeNow(path)
    return true
  } catch (error) {
    failures.push(storageFailure('the tree cannot be updated', one.target, error))
    return false
  }
}

function renameInto({ temporary, target }: DiskLink, folders: Folders): void {
  try {
    renameSync(temporary, target)
  } catch (error) {
    if (failureCode(error) !== 'ENOENT') throw error
    folders.makeNow(dirname(target)) // someone removed the folder meanwhile
    renameSync(temporary, target)
  }
}

function removeNow(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (failureCode(error) !== 'ENOENT') throw error
  }
}
