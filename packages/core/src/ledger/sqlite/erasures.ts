/** Erasures in SQLite: recorded where nobody has leased the partitions or publishes their bytes, and the removals that follow. */
import type { Instant } from '@varve/partitions'
import { busyWith } from '../lease-end.ts'
import type { Busy, EraseAnswer, EraseRequest } from '../ledger.ts'
import type { Erasure, NewErasure, Sequence } from '../records.ts'
import type { PartitionName } from '../snapshot.ts'
import { type Book, knownName } from './book.ts'
import type { Database } from './driver.ts'
import { record } from './journal.ts'
import { storedKey } from './row/stored-key.ts'
import { type HoldingRow, holdingColumns, holdingRun } from './run.ts'

/** Runs inside a write transaction. @param now by the ledger's clock. */
export function erase(book: Book, { run, erasures, asOf }: EraseRequest, now: Instant): EraseAnswer {
  const { db } = book
  if (hasChanged(book, erasures, asOf)) return { kind: 'changed' }
  const by = leasesOn(db, erasures, now)
  if (by.length > 0) return { kind: 'busy', by }
  return {
    kind: 'erased',
    erasures: erasures.map(({ at, ...body }) => {
      const sequence = record(book, { kind: 'erased', at, body })
      db.run('UPDATE removal SET run = ? WHERE sequence = ?', run, sequence)
      return { ...body, at, sequence }
    }),
  }
}

export function claimRemovals(db: Database, run: string): readonly Erasure[] {
  db.run(`UPDATE removal SET run = ? WHERE run IS NULL OR run NOT IN (SELECT id FROM run WHERE status = 'running')`, run)
  return erasuresIn(db, 'removal', 'WHERE run = ? ORDER BY sequence', run)
}

export function settleRemovals(db: Database, run: string): void {
  db.run('DELETE FROM removal WHERE run = ?', run)
}

/** Erasures whose bytes may still be in storage. */
export function removalsOf(db: Database): readonly Erasure[] {
  return erasuresIn(db, 'removal', 'ORDER BY sequence')
}

/** In ledger order. */
export function allErasures(db: Database): readonly Erasure[] {
  return erasuresIn(db, 'erasure', 'ORDER BY sequence')
}

export function removals(db: Database): readonly (string | null)[] {
  return db.all<{ run: string | null }>('SELECT run FROM removal ORDER BY sequence').map(({ run }) => run)
}

/** The newest erasure of a partition, where nothing was made of it since. */
export function lastingErasure(book: Book, { asset, partition }: PartitionName): Erasure | null {
  const [erasure] = erasuresIn(
    book.db,
    'erasure',
    `WHERE asset = ? AND key = ? AND ${isLasting} ORDER BY sequence DESC LIMIT 1`,
    ...[knownName(book, asset), storedKey(partition)],
  )
  return erasure ?? null
}

/** Of a row of `erasure`: nothing was made of the partition since. */
export const isLasting = `NOT EXISTS (
  SELECT 1 FROM materialization
  WHERE materialization.asset = erasure.asset AND materialization.key = erasure.key AND materialization.sequence > erasure.sequence)`

function erasuresIn(
  db: Database,
  table: 'erasure' | 'removal',
  which: string,
  ...values: readonly (string | number)[]
): readonly Erasure[] {
  return db
    .all<{ sequence: number; at: number; body: string }>(
      `SELECT sequence, at, body FROM ${table} JOIN fact USING (sequence) ${which}`,
      ...values,
    )
    .map(({ sequence, at, body }) => ({ ...JSON.parse(body), at, sequence }))
}

/** Since then one of the partitions was made, or another that holds their bytes. */
function hasChanged(book: Book, erasures: readonly NewErasure[], asOf: Sequence): boolean {
  const names = erasures.map(({ asset, partition }) => [knownName(book, asset), storedKey(partition)])
  const hashes = [...new Set(erasures.flatMap(({ members }) => members))]
  const row = book.db.get<{ changed: number }>(
    `SELECT EXISTS (
         SELECT 1 FROM json_each(?1) AS erased CROSS JOIN materialization
           ON asset = erased.value ->> 0 AND materialization.key = erased.value ->> 1 AND sequence > ?3)
       OR EXISTS (
         SELECT 1 FROM materialization
         WHERE sequence > ?3 AND bytes IS NOT NULL AND content IN (SELECT unhex(value) FROM json_each(?2)))
       OR EXISTS (
         SELECT 1 FROM json_each(?2) AS erased CROSS JOIN member ON sha256 = erased.value AND materialization > ?3) AS changed`,
    ...[JSON.stringify(names), JSON.stringify(hashes), asOf],
  )
  return row?.changed === 1
}

/** Of the partitions in any version, and of others that pinned their bytes; in the order in which they were granted. */
function leasesOn(db: Database, erasures: readonly NewErasure[], now: Instant): readonly Busy[] {
  const names = erasures.map(({ asset, partition }) => [asset, partition])
  const hashes = [...new Set(erasures.flatMap(({ members }) => members))]
  return db
    .all<HoldingRow & { readonly asset: string; readonly partition: string; readonly version: string }>(
      `SELECT asset, partition, version, ${holdingColumns} FROM lease JOIN run ON run.id = lease.run
       WHERE EXISTS (SELECT 1 FROM json_each(?1) WHERE asset = value ->> 0 AND partition = value ->> 1)
          OR token IN (SELECT token FROM pin WHERE sha256 IN (SELECT value FROM json_each(?2)))
       ORDER BY token`,
      ...[JSON.stringify(names), JSON.stringify(hashes)],
    )
    .map(({ asset, partition, version, ...run }) => busyWith({ asset, partition, version }, holdingRun(run), now))
}
