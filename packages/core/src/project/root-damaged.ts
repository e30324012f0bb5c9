/** The error for a storage root that is in use and does not say whose it is. */
import { VarveError } from '../foundation/errors.ts'

export function rootDamaged(root: string): VarveError {
  return new VarveError('ROOT_DAMAGED', {
    what: 'the storage root holds commit records, and its .varve/root.json is missing or cannot be read',
    where: root,
    why: 'the file was deleted or damaged; it says which ledger the root belongs to, and the commit records say so too',
    fix: 'run `varve rebuild-ledger`, which writes the file again; nothing was written',
    details: { root },
  })
}
