/** Rows 0 and 1 in SQLite: runs, and the leases and pins they hold. */
import type { Instant } from '@varve/partitions'
import { invariant } from '../foundation/invariant.ts'
import type { EndStatus } from './facts.ts'
import { leaseLost, runEnded } from './lease-lost.ts'
import type { Busy, Lease, LeaseKey, RunStart } from './ledger.ts'
import type { Holder, RunRecord } from './records.ts'
import { writeRecordOfEnd } from './sqlite-commits.ts'
import type { Database } from './sqlite-driver.ts'
import { record } from './sqlite-journal.ts'
import { rememberPartitions } from './sqlite-partitions.ts'

export function insertRun(db: Database, { id, environment, holder, at, request, partitions }: RunStart): void {
  invariant(statusOf(db, id) === undefined, `run ${id} was started twice`)
  record(db, { kind: 'run-started', at, body: { id, environment, holder, request } })
  for (const [asset, definition] of Object.entries(partitions)) rememberPartitions(db, { environment, asset, definition }, at)
}

export function updateHeartbeat(db: Database, run: string, at: Instant): void {
  invariant(statusOf(db, run) !== undefined, `run ${run} was never started`)
  db.run(`UPDATE run SET heartbeat_at = max(heartbeat_at, ?) WHERE id = ? AND status = 'running'`, at, run)
  db.run('UPDATE lease SET expires_at = max(expires_at, lasts + ?) WHERE run = ?', at, run)
}

export function finishRun(db: Database, ledger: string, run: string, status: EndStatus, at: Instant): void {
  const before = db.get<Pick<RunRecord, 'status' | 'sequence'>>('SELECT status, sequence FROM run WHERE id = ?', run)
  invariant(before !== undefined, `run ${run} was never started`)
  if (before.status !== 'running') return
  record(db, { kind: 'run-ended', at, body: { id: run, status } })
  db.run('DELETE FROM lease WHERE run = ?', run)
  writeRecordOfEnd(db, ledger, before.sequence)
}

export interface LeaseRequest {
  readonly run: string
  readonly keys: readonly LeaseKey[]
  readonly isDead: (holder: Holder) => boolean
  readonly at: Instant
  readonly expiresAt: Instant
}

export function takeLeases(db: Database, request: LeaseRequest): readonly (Lease | Busy)[] {
  const status = statusOf(db, request.run)
  invariant(status !== undefined, `run ${request.run} was never started`)
  if (status !== 'running') throw runEnded(request.run)
  return request.keys.map(key => takeLease(db, request, key))
}

function takeLease(db: Database, { run, isDead, at, expiresAt }: LeaseRequest, { asset, partition, version }: LeaseKey): Lease | Busy {
  const held = db.get<{ token: number; run: string; expires_at: number; holder: string }>(
    `SELECT token, run, expires_at, holder FROM lease JOIN run ON run.id = lease.run WHERE asset = ? AND partition = ? AND version = ?`,
    ...[asset, partition, version],
  )
  if (held) {
    const holder: Holder = JSON.parse(held.holder)
    if (held.expires_at > at && !isDead(holder)) return { granted: false, asset, partition, version, holder, run: held.run }
    db.run('DELETE FROM lease WHERE token = ?', held.token)
  }
  const token = db.run(
    'INSERT INTO lease (run, asset, partition, version, lasts, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
    ...[run, asset, partition, version, expiresAt - at, expiresAt],
  )
  return { granted: true, asset, partition, version, run, token }
}

export function holdsLease(db: Database, { token, run }: Lease): boolean {
  return db.get('SELECT 1 FROM lease WHERE token = ? AND run = ?', token, run) !== undefined
}

/** @throws LEASE_LOST */
export function checkLease(db: Database, lease: Lease): void {
  if (!holdsLease(db, lease)) throw leaseLost(lease)
}

/** Its pins go with it. */
export function deleteLease(db: Database, { token, run }: Lease): void {
  db.run('DELETE FROM lease WHERE token = ? AND run = ?', token, run)
}

function statusOf(db: Database, run: string): RunRecord['status'] | undefined {
  return db.get<{ status: RunRecord['status'] }>('SELECT status FROM run WHERE id = ?', run)?.status
}
