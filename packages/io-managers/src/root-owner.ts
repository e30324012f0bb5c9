/** Reads `.varve/root.json`: which ledger owns a storage root, and in which layout. */
import { type RootOwner, VarveError } from '@varve/core'

/** @param where the file, for the error. @throws ROOT_VERSION_UNKNOWN */
export function parseOwner(bytes: Uint8Array, where: string): RootOwner {
  const root = parsed(bytes)
  if (typeof root !== 'object' || root === null || !('format' in root))
    throw unknownVersion(where, 'it does not say which layout the storage root has')
  if (root.format !== 1)
    throw unknownVersion(where, `the storage root has layout ${JSON.stringify(root.format)}, and this version of Varve knows layout 1`)
  if (!('ledger' in root) || typeof root.ledger !== 'string')
    throw unknownVersion(where, 'it does not name the ledger that owns the storage root')
  return { ledger: root.ledger }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

function unknownVersion(where: string, why: string): VarveError {
  return new VarveError('ROOT_VERSION_UNKNOWN', {
    what: 'this storage root cannot be used',
    where,
    why,
    fix: 'use the version of Varve that made it, or choose another storage folder',
    details: { path: where },
  })
}
