/** The error for a storage root that is in use while its ledger is not there. */
import { VarveError } from '../foundation/errors.ts'

/** @param place where the ledger should be. */
export function ledgerMissing(root: string, place: string, owner: string): VarveError {
  return new VarveError('LEDGER_MISSING', {
    what: 'the storage root is in use, and its ledger is not here',
    where: place,
    why: `${root} belongs to ledger ${owner}, and that one was deleted, emptied, or lies elsewhere`,
    fix: 'put the ledger back, or run `varve rebuild-ledger` to build it from the commit records in the storage root',
    details: { owner, root },
  })
}
