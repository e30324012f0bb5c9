/** Reads a file of a disk: whole, in part, or chunk by chunk. */
import { open, readFile } from 'node:fs/promises'
import type { ReadOptions } from '@varve/core'

const chunkBytes = 256 * 1024

export async function readBytes(where: string, { range, signal }: ReadOptions): Promise<Uint8Array> {
  if (range === undefined) return readFile(where, { signal })
  const chunks: Uint8Array[] = []
  for await (const chunk of readChunks(where, { range, signal })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export async function* readChunks(
  where: string,
  { range: [from, to] = [0, Number.POSITIVE_INFINITY], signal }: ReadOptions,
): AsyncIterable<Uint8Array> {
  signal?.throwIfAborted()
  const handle = await open(where, 'r')
  try {
    for (let at = from; at < to; ) {
      signal?.throwIfAborted()
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(Math.min(chunkBytes, to - at)), 0, undefined, at)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
      at += bytesRead
    }
  } finally {
    await handle.close()
  }
}
