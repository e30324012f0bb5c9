/** What tells one content of a file from another without reading it: which file it is, its size, and when it was last written to. */
import { stat } from 'node:fs/promises'

/** Undefined for what is no file. The time of the last change is no part of it: that moves with each hard link. */
export async function stampOfFile(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true })
  return found.isFile() ? `${found.ino}-${found.size}-${found.mtimeNs}` : undefined
}

/** Of a file that was just made. */
export async function stampOfNew(path: string): Promise<string> {
  const stamp = await stampOfFile(path)
  if (stamp === undefined) throw new Error(`${path} is no file`)
  return stamp
}
