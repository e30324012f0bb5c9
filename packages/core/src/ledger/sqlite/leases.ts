/** Row 1 in SQLite: what runs lease and pin. */
import type { Instant } from '@varve/partitions'
import { busyWith, type HoldingRun } from '../lease-end.ts'
import { leaseLost, runEnded } from '../lease-lost.ts'
import type { Busy, Lease, LeaseAnswer, LeaseKey, LeaseRequest, Pin, PinAnswer } from '../ledger.ts'
import { type Book, knownName } from './book.ts'
import type { Database } from './driver.ts'
import { removalsOf } from './erasures.ts'
import { bytesOf, hashBytes, hexOf } from './row/hash-bytes.ts'
import { storedKey } from './row/stored-key.ts'
import { dateBack, type HoldingRow, holdingColumns, holdingRun, updateHeartbeat } from './run.ts'

/** @param now by the ledger's clock. */
export function takeLeases(book: Book, { run, environment, keys }: LeaseRequest, now: Instant): readonly LeaseAnswer[] {
  const { db } = book
  if (!updateHeartbeat(db, run, now)) throw runEnded(run)
  dateBack(db, now)
  const changed = changedAmong(book, environment, keys)
  return keys.map((key, place) => {
    const { asset, partition, version } = key
    if (changed.has(place)) {
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

/** Places of those whose pointer moved, whose partition was erased, or whose very version was made. */
function changedAmong(book: Book, environment: string, keys: LeaseRequest['keys']): ReadonlySet<number> {
  const wanted = keys.flatMap(({ asset, partition, version, asOf }, place) => {
    return asOf === null ? [] : [[place, asOf, knownName(book, asset), storedKey(partition), hexOf(bytesOf(version, hashBytes))]]
  })
  if (wanted.length === 0) return new Set()
  const rows = book.db.all<{ place: number }>(
    `WITH wanted AS MATERIALIZED (
       SELECT value ->> 0 AS place, value ->> 1 AS since, value ->> 2 AS asset, value ->> 3 AS key, unhex(value ->> 4) AS version
       FROM json_each(?1))
     SELECT place FROM wanted
     WHERE EXISTS (SELECT 1 FROM pointer
         WHERE environment = ?2 AND pointer.asset = wanted.asset AND pointer.key = wanted.key AND sequence > since)
       OR EXISTS (SELECT 1 FROM erasure WHERE erasure.asset = wanted.asset AND erasure.key = wanted.key AND sequence > since)
       OR EXISTS (SELECT 1 FROM materialization
         WHERE materialization.asset = wanted.asset AND materialization.key = wanted.key
           AND substr(materialization.version, 1, 4) = substr(wanted.version, 1, 4) AND materialization.version = wanted.version
           AND sequence > since)
       OR EXISTS (SELECT 1 FROM move
         WHERE move.asset = wanted.asset AND move.key = wanted.key AND environment = ?2 AND sequence > since)`,
    ...[JSON.stringify(wanted), knownName(book, environment)],
  )
  return new Set(rows.map(({ place }) => place))
}
