/** Where objects, commit records, quarantine and staged files lie under a storage root (docs/architecture.md, 4.5). */
import { extensionOf, type Member, type StoredFile, type StoredObject } from '@varve/core'
import { safeSegment } from './storage/safe-path.ts'

export const rootFile = '.varve/root.json'
export const objectsFolder = '.varve/objects'
export const commitsFolder = '.varve/commits'
export const stagedFolder = '.varve/tmp'
export const wrongObjectsFolder = '.varve/quarantine/.objects'

export function objectPath(member: Member): string {
  return `${objectsFolder}/${member.sha256.slice(0, 2)}/${member.sha256}.${extensionOf(member)}`
}

/** Undefined where the file below the objects folder is none of ours. */
export function storedObject({ path, bytes }: StoredFile): StoredObject | undefined {
  const [, sha256, extension] = /\/([0-9a-f]{64})\.([^/]+)$/.exec(path) ?? []
  return sha256 === undefined || extension === undefined ? undefined : { sha256, extension, bytes, path }
}

/** Sixteen digits hold every safe integer, so that names sort as numbers do. */
export function commitPath(sequence: number): string {
  return `${commitsFolder}/${String(sequence).padStart(16, '0')}`
}

/** @param name of a file in the folder of commit records. */
export function commitSequence(name: string): number | undefined {
  const [digits] = /^\d{16}$/.exec(name) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** @param partitionPath empty for an asset without partitions. */
export function quarantinePath(asset: string, partitionPath: string, sha256: string): string {
  return `${quarantineFolder(asset, partitionPath)}/${sha256}`
}

export function quarantineFolder(asset: string, partitionPath: string): string {
  return ['.varve/quarantine', asset, partitionPath].filter(part => part !== '').join('/')
}

/** The n-th wrong file found under an object's name. */
export function wrongObjectPath(sha256: string, n: number): string {
  return `${wrongObjectsFolder}/${sha256}-${n}`
}

/** The hash under whose name a wrong file was found. */
export function wrongObjectOf(path: string): string {
  return path.slice(wrongObjectsFolder.length + 1).split('-', 1)[0]!
}

/** A file found under the name of a commit record with other bytes than were recorded. */
export function wrongCommitPath(sequence: number, sha256: string): string {
  return `.varve/quarantine/.commits/${sequence}-${sha256}`
}

/** A root.json that could not be read. */
export function wrongRootPath(sha256: string): string {
  return `.varve/quarantine/.root/${sha256}`
}

export function holderFolder(holder: string): string {
  return `${stagedFolder}/${safeSegment(holder)}`
}

/** Side by side in one folder: a folder of its own for each attempt costs a disk more than the file does. */
export function stagedPath(holder: string, attempt: string, name: string): string {
  return `${holderFolder(holder)}/${safeSegment(attempt)}-${safeSegment(name)}`
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
