/** Row 1 in SQLite: what runs lease and pin. */
import type { Instant } from '@varve/partitions'
import { busyWith, type HoldingRun } from '../lease-end.ts'
import { leaseLost, runEnded } from '../lease-lost.ts'
import type { Busy, Lease, LeaseAnswer, LeaseKey, LeaseRequest, Pin, PinAnswer } from '../ledger.ts'
import type { Sequence } from '../records.ts'
import { type Book, knownName } from './book.ts'
import type { Database } from './driver.ts'
import { removalsOf } from './erasures.ts'
import { bytesOf, hashBytes } from './row/hash-bytes.ts'
import { storedKey } from './row/stored-key.ts'
import { dateBack, type HoldingRow, holdingColumns, holdingRun, updateHeartbeat } from './run.ts'

/** @param now by the ledger's clock. */
export function takeLeases(book: Book, { run, environment, keys }: LeaseRequest, now: Instant): readonly LeaseAnswer[] {
  const { db } = book
  if (!updateHeartbeat(db, run, now)) throw runEnded(run)
  dateBack(db, now)
  return keys.map(key => {
    const { asset, partition, version, asOf } = key
    if (asOf !== null && hasChanged(book, environment, key, asOf)) {
      const held = holderOf(db, key)
      return held ? busyWith(key, held, now) : { granted: false, why: 'changed', asset, partition, version }
    }
    const taken = db.get<{ token: number }>(
      'INSERT INTO lease (run, asset, partition, version) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING token',
      ...[run, asset, partition, version],
    )
    return taken ? { granted: true, asset, partition, version, run, token: taken.token } : busyWith(key, holderOf(db, key)!, now)
  })
}

export function heldLeases(db: Database, keys: readonly LeaseKey[], now: Instant): readonly Busy[] {
  return keys.flatMap(key => {
    const held = holderOf(db, key)
    return held ? [busyWith(key, held, now)] : []
  })
}

export function pinAll(book: Book, pins: readonly Pin[]): readonly PinAnswer[] {
  const { db } = book
  const pending = removalsOf(db)
  return pins.map(({ lease, sha256 }) => {
    if (!holdsLease(db, lease)) return { kind: 'lost' }
    const erasure = pending.find(({ members }) => members.includes(sha256))
    if (erasure) return { kind: 'erase pending', erasure }
    db.run('INSERT OR IGNORE INTO pin (token, sha256) VALUES (?, ?)', lease.token, sha256)
    return { kind: 'pinned' }
  })
}

/** @throws LEASE_LOST */
export function checkLease(db: Database, lease: Lease): void {
  if (!holdsLease(db, lease)) throw leaseLost(lease)
}

/** Its pins go with it. */
export function deleteLease(db: Database, { token, run }: Lease): void {
  db.run('DELETE FROM lease WHERE token = ? AND run = ?', token, run)
}

function holdsLease(db: Database, { token, run }: Lease): boolean {
  return db.get('SELECT 1 FROM lease WHERE token = ? AND run = ?', token, run) !== undefined
}

function holderOf(db: Database, { asset, partition, version }: LeaseKey): HoldingRun | undefined {
  const row = db.get<HoldingRow>(
    `SELECT ${holdingColumns} FROM lease JOIN run ON run.id = lease.run WHERE asset = ? AND partition = ? AND version = ?`,
    ...[asset, partition, version],
  )
  return row && holdingRun(row)
}

/** The pointer moved, the partition was erased, or this very version was made. */
function hasChanged(book: Book, environment: string, { asset, partition, version }: LeaseKey, asOf: Sequence): boolean {
  const [number, key, shown] = [knownName(book, asset), storedKey(partition), knownName(book, environment)]
  const row = book.db.get<{ changed: number }>(
    `SELECT EXISTS (SELECT 1 FROM pointer WHERE environment = ?3 AND asset = ?1 AND key = ?2 AND sequence > ?5)
       OR EXISTS (SELECT 1 FROM erasure WHERE asset = ?1 AND key = ?2 AND sequence > ?5)
       OR EXISTS (
         SELECT 1 FROM materialization
         WHERE asset = ?1 AND key = ?2 AND substr(version, 1, 4) = substr(?4, 1, 4) AND version = ?4 AND sequence > ?5)
       OR EXISTS (SELECT 1 FROM move WHERE asset = ?1 AND key = ?2 AND environment = ?3 AND sequence > ?5) AS changed`,
    ...[number, key, shown, bytesOf(version, hashBytes), asOf],
  )
  return row?.changed === 1
}
