/** What distinguishes one content of a file from another without reading it: which file it is, its size, and when it was last written to. */
import { stat } from 'node:fs/promises'
import type { FileStat, Generation } from '@varve/core'

/** Undefined for what is no file. The time of the last change is no part of it: that moves with each hard link. */
export async function statOfFile(path: string): Promise<FileStat | undefined> {
  const found = await stat(path, { bigint: true })
  return found.isFile() ? { bytes: Number(found.size), generation: `${found.ino}-${found.size}-${found.mtimeNs}` } : undefined
}

/** Of a file that was just made. */
export async function generationOfNew(path: string): Promise<Generation> {
  const found = await statOfFile(path)
  if (found === undefined) throw new Error(`${path} is no file`)
  return found.generation
}
