/** Opens the ledger of a file in another thread: what its address names. */
import { access } from 'node:fs/promises'
import type { Ledger } from '../ledger.ts'
import type { SqliteAddress } from './address.ts'
import { openReadOnlyLedger } from './read-only-ledger.ts'
import { openSqliteLedger } from './sqlite-ledger.ts'

/** Only where the file is there: a ledger that was removed must not come back empty. */
export async function openLedger({ path, isReadOnly }: Pick<SqliteAddress, 'path' | 'isReadOnly'>): Promise<Ledger> {
  if (isReadOnly) return openReadOnlyLedger(path)
  await access(path)
  return openSqliteLedger(path)
}
