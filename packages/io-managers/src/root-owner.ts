/** Reads `.varve/root.json`: which ledger owns a storage root, and in which layout. */
import { type RootOwner, VarveError } from '@varve/core'

/** @param where the file, for the error. @throws ROOT_DAMAGED ROOT_VERSION_UNKNOWN where another version of Varve wrote it */
export function parseOwner(bytes: Uint8Array, where: string): RootOwner {
  const root = parsed(bytes)
  if (!root) throw damaged(where)
  if (root.format !== 1) throw unknownVersion(where, root.format)
  if (typeof root.ledger !== 'string') throw damaged(where)
  return { ledger: root.ledger }
}

/** Whether nobody can have meant it so: what another version wrote is not. */
export function isDamaged(bytes: Uint8Array): boolean {
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
