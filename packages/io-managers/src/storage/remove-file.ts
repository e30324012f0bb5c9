/** Removes the name of a file, in one act where the system allows. */
import { rm, unlink } from 'node:fs/promises'
import { failureCode } from './failure.ts'

/** An absent one is fine. `rm` alone looks at the file first, and again before it removes it. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (failureCode(error) !== 'ENOENT') await rm(path, { force: true }) // Windows removes no read-only file at once
  }
}
