/** A snapshot for a few questions: closed whatever becomes of them. */
import type { Ledger } from './ledger.ts'
import type { LedgerSnapshot } from './snapshot.ts'

/** Neither user code nor storage is waited for meanwhile. */
export async function withSnapshot<T>(ledger: Pick<Ledger, 'snapshot'>, read: (snapshot: LedgerSnapshot) => Promise<T>): Promise<T> {
  const snapshot = await ledger.snapshot()
  try {
    return await read(snapshot)
  } finally {
    await snapshot.close()
  }
}
