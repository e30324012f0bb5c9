/** Moves files with wrong bytes to quarantine. */
import { isVarveError, type Member, type Storage, sha256 } from '@varve/core'
import { objectPath, wrongObjectPath } from './paths.ts'

/**
 * Moves what lies under an object's name to quarantine; does nothing where nothing does. Where another process has put the right bytes there
 * meanwhile, they go back.
 */
export async function setAside(storage: Storage, member: Member): Promise<void> {
  const path = objectPath(member)
  for (let n = 1; await storage.stat(path); n += 1) {
    const aside = wrongObjectPath(member.sha256, n)
    if ((await storage.stat(aside)) || !(await isMoved(storage, path, aside))) continue
    if (sha256(await storage.read(aside)) !== member.sha256) return
    if ((await storage.finalize(aside, path)) === 'present') await storage.remove(aside)
    return
  }
}

/** @param aside a name that is taken only by the same content: then one of them is enough. */
export async function moveAside(storage: Storage, path: string, aside: string): Promise<void> {
  const found = await storage.stat(path)
  if (!found || (await isMoved(storage, path, aside))) return
  await storage.remove(path, { generation: found.generation })
}

/** Not where the second name is taken, nor where another process was quicker. */
async function isMoved(storage: Storage, path: string, aside: string): Promise<boolean> {
  try {
    return (await storage.move(path, aside)) === 'moved'
  } catch (error) {
    if (isVarveError(error) && error.code === 'OBJECT_MISSING') return false
    throw error
  }
}
