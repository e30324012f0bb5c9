/** What a snapshot says of each asset, by name. */
import type { AssetEntry, LedgerSnapshot } from '../../ledger/snapshot.ts'

export async function entriesOf(snapshot: Pick<LedgerSnapshot, 'assets'>, environment: string): Promise<ReadonlyMap<string, AssetEntry>> {
  return new Map((await snapshot.assets(environment)).map(entry => [entry.asset, entry]))
}
