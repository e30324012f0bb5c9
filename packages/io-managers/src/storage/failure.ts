/** Turns a failure of the file system into an error that says what to do about it. */
import { VarveError } from '@varve/core'

/** @param where the absolute path, or the URL, that the act was about. */
export function storageFailure(what: string, where: string, cause: unknown): VarveError {
  if (cause instanceof VarveError) return cause
  const code = failureCode(cause)
  return new VarveError('STORAGE_FAILED', {
    what,
    where,
    why: cause instanceof Error ? cause.message : String(cause),
    fix:
      fixes.get(isOfMkdir(cause) ? `${code} mkdir` : (code ?? '')) ??
      fixes.get(code ?? '') ??
      'look at the reason, then run the same command again: nothing half-written is ever published',
    details: { path: where, code },
    cause,
  })
}

export function objectMissing(where: string, cause?: unknown): VarveError {
  return new VarveError('OBJECT_MISSING', {
    what: 'a stored file is missing',
    where,
    fix: 'restore it from a backup, or run `varve verify` and then materialize: what is lost is made again',
    details: { path: where },
    cause,
  })
}

/** `ENOENT` of a file system error, undefined for anything else. */
export function failureCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Node says ENOENT where it makes folders on a device that is mounted read-only. */
function isOfMkdir(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error && error.syscall === 'mkdir'
}

const fixes: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'free space on the device, then run the same command again'],
  ['EDQUOT', 'free space in the quota, then run the same command again'],
  ['EACCES', 'give this user write access to the folder'],
  ['EPERM', 'give this user write access to the folder'],
  ['EROFS', 'mount the device for writing, or choose another storage folder'],
  ['ENOENT mkdir', 'mount the device for writing, if it is mounted read-only; or choose another storage folder'],
  ['EMFILE', 'raise the limit of open files, or lower --concurrency'],
  ['ENAMETOOLONG', 'use shorter asset names or partition keys, or a storage folder nearer to the root'],
  ['EEXIST', 'something else has a name that is needed here: move it away'],
  ['ENOTDIR', 'a file stands where a folder is needed: move it away'],
  ['EISDIR', 'a folder stands where a file is needed: move it away'],
])
