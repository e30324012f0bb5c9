/** Rows 0 and 1 in SQLite: runs, and the leases and pins they hold. */
import type { Instant } from '@varve/partitions'
import { invariant } from '../../foundation/invariant.ts'
import type { EndStatus } from '../facts.ts'
import type { AskHolder } from '../holder.ts'
import { busyWith, type HoldingRun, isOver } from '../lease-end.ts'
import { leaseLost, runEnded } from '../lease-lost.ts'
import type { Busy, Lease, LeaseKey, RunStart } from '../ledger.ts'
import type { RunRecord } from '../records.ts'
import { writeRecordOfEnd } from './commits.ts'
import type { Database } from './driver.ts'
import { record } from './journal.ts'

/** @param now by the ledger's clock. */
export function insertRun(db: Database, { id, environment, holder, at, request, leaseMs }: RunStart, now: Instant): void {
  invariant(statusOf(db, id) === undefined, `run ${id} was started twice`)
  record(db, { kind: 'run-started', at, body: { id, environment, holder, request } })
  db.run('UPDATE run SET heartbeat_at = ?, lease_ms = ? WHERE id = ?', now, leaseMs, id)
}

/** Over the instant and the run: also for the thread that renews. */
export const renewRun = `UPDATE run SET heartbeat_at = ? WHERE id = ? AND status = 'running'`

export function updateHeartbeat(db: Database, run: string, now: Instant): boolean {
  const status = statusOf(db, run)
  invariant(status !== undefined, `run ${run} was never started`)
  db.run(renewRun, now, run)
  return status === 'running'
}

export function finishRun(db: Database, ledger: string, run: string, status: EndStatus, at: Instant): boolean {
  const before = db.get<Pick<RunRecord, 'status' | 'sequence'>>('SELECT status, sequence FROM run WHERE id = ?', run)
  invariant(before !== undefined, `run ${run} was never started`)
  if (before.status !== 'running') return false
  record(db, { kind: 'run-ended', at, body: { id: run, status } })
  db.run('DELETE FROM lease WHERE run = ?', run)
  writeRecordOfEnd(db, ledger, before.sequence)
  return true
}

/** @param at the instant of the fact. @param now by the ledger's clock. */
export function finishAbandoned(db: Database, ledger: string, ask: AskHolder, at: Instant, now: Instant): readonly string[] {
  dateBack(db, now)
  const running = db.all<RunRow>(`SELECT ${runColumns} FROM run WHERE status = 'running'`).map(runOf)
  const over = running.filter(run => isOver(run, ask(run.holder), now)).map(({ id }) => id)
  for (const id of over) finishRun(db, ledger, id, 'interrupted', at)
  return over
}

/** A renewal that lies ahead was before the clock was put back: it counts from now, so that nobody waits for longer than one lease. */
function dateBack(db: Database, now: Instant): void {
  db.run(`UPDATE run SET heartbeat_at = ? WHERE status = 'running' AND heartbeat_at > ?`, now, now)
}

export interface LeaseRequest {
  readonly run: string
  readonly keys: readonly LeaseKey[]
  readonly ask: AskHolder
  /** Of the fact where an abandoned run is ended. */
  readonly at: Instant
  /** By the ledger's clock. */
  readonly now: Instant
}

export function takeLeases(db: Database, ledger: string, { run, keys, ask, at, now }: LeaseRequest): readonly (Lease | Busy)[] {
  if (!updateHeartbeat(db, run, now)) throw runEnded(run)
  dateBack(db, now)
  return keys.map(key => {
    const held = holdingRun(db, key)
    const busy = busyWith(key, held, ask, now)
    if (busy) return busy
    if (held) finishRun(db, ledger, held.id, 'interrupted', at)
    return takeLease(db, run, key)
  })
}

export function heldLeases(db: Database, { keys, ask, now }: Pick<LeaseRequest, 'keys' | 'ask' | 'now'>): readonly Busy[] {
  return keys.flatMap(key => busyWith(key, holdingRun(db, key), ask, now) ?? [])
}

function holdingRun(db: Database, key: LeaseKey): HoldingRun | undefined {
  const row = db.get<RunRow>(
    `SELECT ${runColumns} FROM lease JOIN run ON run.id = lease.run WHERE asset = ? AND partition = ? AND version = ?`,
    ...[key.asset, key.partition, key.version],
  )
  return row && runOf(row)
}

function takeLease(db: Database, run: string, { asset, partition, version }: LeaseKey): Lease {
  const token = db.run('INSERT INTO lease (run, asset, partition, version) VALUES (?, ?, ?, ?)', run, asset, partition, version)
  return { granted: true, asset, partition, version, run, token }
}

interface RunRow extends Omit<HoldingRun, 'holder'> {
  readonly holder: string
}

const runColumns = 'run.id, holder, heartbeat_at AS heartbeatAt, lease_ms AS leaseMs'

function runOf({ holder, ...run }: RunRow): HoldingRun {
  return { ...run, holder: JSON.parse(holder) }
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
