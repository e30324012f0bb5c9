/** Writes a new file of a disk: whole, flushed and read-only, or not at all. */
import { type FileHandle, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Bytes } from '@varve/core'
import type { Folders } from './folders.ts'

/** Flushed to the device before it returns; a file that could not be written whole goes away again. */
export async function writeNew(where: string, content: Bytes, folders: Folders, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  const handle = await folders.ready(dirname(where), () => open(where, 'wx'))
  try {
    await writeAll(handle, content, signal)
    await handle.chmod(0o444) // by its handle, and before it has a final name: no moment shows that name writable
    await handle.datasync()
  } catch (error) {
    await rm(where, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

async function writeAll(handle: FileHandle, content: Bytes, signal: AbortSignal | undefined): Promise<void> {
  if (content instanceof Uint8Array) {
    await handle.writeFile(content)
  } else {
    for await (const chunk of content) {
      signal?.throwIfAborted()
      await handle.writeFile(chunk)
    }
  }
  signal?.throwIfAborted()
}
