/** Writes a new file of a disk: whole, flushed and read-only, or not at all. */
import { dirname } from 'node:path'
import type { Bytes } from '@varve/core'
import { closeDescriptor, openDescriptor, requireMode, syncBytes, writeTo } from './descriptors.ts'
import type { Folders } from './folders.ts'
import { removeFile } from './remove-file.ts'

/** From its first moment: no final name shows it writable. */
const readOnly = 0o444

/** Flushed to the device before it returns; a file that could not be written whole goes away again. */
export async function writeNew(where: string, content: Bytes, folders: Folders, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  const descriptor = await folders.ready(dirname(where), () => openDescriptor(where, 'wx', readOnly))
  let isSynced = false
  try {
    await requireMode(descriptor, readOnly)
    await writeAll(descriptor, content, signal)
    await syncBytes(descriptor)
    isSynced = true
  } catch (error) {
    await removeFile(where)
    throw error
  } finally {
    await closeDescriptor(descriptor, isSynced)
  }
}

async function writeAll(descriptor: number, content: Bytes, signal: AbortSignal | undefined): Promise<void> {
  if (content instanceof Uint8Array) {
    await writeTo(descriptor, content)
  } else {
    for await (const chunk of content) {
      signal?.throwIfAborted()
      await writeTo(descriptor, chunk)
    }
  }
  signal?.throwIfAborted()
}
