/** `.varve/root.json`: which ledger owns a storage root, and in which layout. */
import { canonicalJson, type RootFile, type RootOwner, type Storage, sha256, VarveError } from '@varve/core'
import { folderOf, rootFile, wrongRootPath } from './paths.ts'
import { readIfPresent } from './read-if-present.ts'
import { moveAside } from './set-aside.ts'
import type { Temporaries } from './temporaries.ts'

export function openRootFile(storage: Storage, temporaries: Temporaries): RootFile {
  const where = storage.locate(rootFile)
  const claim = async (holder: string, ledger: string) => {
    const bytes = new TextEncoder().encode(`${canonicalJson({ format: 1, ledger })}\n`)
    await storage.putIfAbsent(rootFile, bytes, { temporary: temporaries.free(holder, 'root') })
    await storage.flush([folderOf(rootFile)])
    return parseOwner(await storage.read(rootFile), where)
  }
  return {
    claim,
    owner: async () => {
      const bytes = await readIfPresent(storage, rootFile)
      return bytes && parseOwner(bytes, where)
    },
    restore: async (holder, ledger) => {
      const found = await readIfPresent(storage, rootFile)
      if (found && isDamaged(found)) await moveAside(storage, rootFile, wrongRootPath(sha256(found)))
      await claim(holder, ledger)
    },
  }
}

/** @param where the file, for the error. @throws ROOT_DAMAGED ROOT_VERSION_UNKNOWN where another version of Varve wrote it */
function parseOwner(bytes: Uint8Array, where: string): RootOwner {
  const root = parsed(bytes)
  if (!root) throw damaged(where)
  if (root.format !== 1) throw unknownVersion(where, root.format)
  if (typeof root.ledger !== 'string') throw damaged(where)
  return { ledger: root.ledger }
}

/** Whether nobody can have meant it so: what another version wrote is not. */
function isDamaged(bytes: Uint8Array): boolean {
  const root = parsed(bytes)
  return !root || (root.format === 1 && typeof root.ledger !== 'string')
}

/** Undefined where it does not say in which layout the root is. */
function parsed(bytes: Uint8Array): { readonly format: unknown; readonly ledger?: unknown } | undefined {
  try {
    const root: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof root === 'object' && root !== null && 'format' in root ? root : undefined
  } catch {
    return undefined
  }
}

function damaged(where: string): VarveError {
  return new VarveError('ROOT_DAMAGED', {
    what: 'the file that names the owner of this storage root cannot be read',
    where,
    why: 'it was damaged or altered: it does not say which ledger the root belongs to, as the commit records do',
    fix: 'run `varve rebuild-ledger`, which writes it again',
    details: { path: where },
  })
}

function unknownVersion(where: string, format: unknown): VarveError {
  return new VarveError('ROOT_VERSION_UNKNOWN', {
    what: 'this storage root cannot be used',
    where,
    why: `the storage root has layout ${JSON.stringify(format)}, and this version of Varve knows layout 1`,
    fix: 'use the version of Varve that made it, or choose another storage folder',
    details: { path: where },
  })
}
