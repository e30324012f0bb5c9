/** The error for a storage root that is in use while its ledger is not there. */
import { VarveError } from '../foundation/errors.ts'

export function ledgerMissing(root: string, base: string, owner: string): VarveError {
  return new VarveError('LEDGER_MISSING', {
    what: 'the storage root is in use, and its ledger is not here',
    where: `${base}/.varve/ledger.db`,
    why: `${root} belongs to ledger ${owner}, and that file was deleted, emptied, or lies elsewhere`,
    fix: 'put the ledger file back, or run `varve rebuild-ledger` to build it from the commit records in the storage root',
    details: { owner, root },
  })
}
