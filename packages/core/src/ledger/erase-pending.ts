/** The error of whoever would publish bytes that are being removed. */

import { VarveError } from '../foundation/errors.ts'
import { referenceText } from '../foundation/reference-text.ts'
import type { NewErasure } from './records.ts'

export function erasePending({ asset, partition }: NewErasure, sha256: string): VarveError {
  const name = referenceText(asset, partition)
  return new VarveError('ERASE_PENDING', {
    what: `the same bytes are being erased, as those of ${name}`,
    why: 'an object that is being removed cannot be published: it would be gone afterwards',
    fix: 'run again once the erase has ended; after an erase that was killed the next command removes the rest',
    details: { asset, partition, sha256 },
  })
}
