/** The newest event of each asset, in any environment. */
import type { Sequence } from '../records.ts'
import type { Database } from './driver.ts'

/** A group notes several assets, and what becomes of lost bytes is an event of others as well: so the later one stays. */
export function noteHead(db: Database, asset: number, sequence: Sequence): void {
  db.run(
    'INSERT INTO asset_head (asset, sequence) VALUES (?, ?) ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence)',
    ...[asset, sequence],
  )
}
