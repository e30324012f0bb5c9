/** The fallback where a file system refuses one more hard link: a flushed, read-only copy. */
import { constants } from 'node:fs'
import { chmod, copyFile, open, rm } from 'node:fs/promises'
import { failureCode } from './failure.ts'

/** @param to a free name; what a dead process left there is replaced. */
export async function readOnlyCopy(from: string, to: string): Promise<void> {
  await rm(to, { force: true })
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  await chmod(to, 0o444)
  const handle = await open(to, 'r')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

/** EMLINK: 65,000 links on ext4; EXDEV: another device; the others: file systems without hard links. */
export function isLinkRefusal(error: unknown): boolean {
  return refusals.has(failureCode(error) ?? '')
}

const refusals: ReadonlySet<string> = new Set(['EMLINK', 'EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])
