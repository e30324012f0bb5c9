/** Reads a file that may be absent. */
import { isVarveError, type Storage } from '@varve/core'

/** Undefined also where something other than a file has the name. */
export async function readIfPresent(storage: Storage, path: string): Promise<Uint8Array | undefined> {
  try {
    return await storage.read(path)
  } catch (error) {
    if (isVarveError(error) && error.code === 'OBJECT_MISSING') return undefined
    if (await storage.stat(path)) throw error
    return undefined
  }
}
