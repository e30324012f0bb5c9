/** Row 0 in SQLite: runs, and how their assets are partitioned. */
import { type Instant, isSameDefinition, type PartitionDefinition } from '@varve/partitions'
import { invariant } from '../../foundation/invariant.ts'
import type { EndStatus, FactBodies } from '../facts.ts'
import { type HoldingRun, openRun } from '../lease-end.ts'
import type { AbandonedRun, OpenRun, RunStart } from '../ledger.ts'
import type { RunRecord } from '../records.ts'
import type { Book } from './book.ts'
import { writeRecordOfEnd } from './commits.ts'
import type { Database } from './driver.ts'
import { record } from './journal.ts'

/** @param now by the ledger's clock. */
export function insertRun(book: Book, { id, environment, holder, at, request, leaseMs }: RunStart, now: Instant): void {
  const { db } = book
  invariant(statusOf(db, id) === undefined, `run ${id} was started twice`)
  record(book, { kind: 'run-started', at, body: { id, environment, holder, request } })
  db.run('UPDATE run SET heartbeat_at = ?, lease_ms = ? WHERE id = ?', now, leaseMs, id)
}

/** Over the instant and the run: also for a thread that only renews. */
export const renewRun = `UPDATE run SET heartbeat_at = ? WHERE id = ? AND status = 'running'`

export function updateHeartbeat(db: Database, run: string, now: Instant): boolean {
  if (db.changes(renewRun, now, run) > 0) return true
  invariant(statusOf(db, run) !== undefined, `run ${run} was never started`)
  return false
}

/** It is a fact where it differs from the one before. */
export function rememberPartitions(
  book: Book,
  environment: string,
  partitions: Readonly<Record<string, PartitionDefinition>>,
  at: Instant,
): void {
  for (const [asset, definition] of Object.entries(partitions)) {
    const before = partitionsOf(book.db, environment, asset)
    if (before && isSameDefinition(before, definition)) continue
    record(book, { kind: 'partitions-defined', at, body: { environment, asset, definition } })
  }
}

export function finishRun(book: Book, run: string, status: EndStatus, at: Instant): boolean {
  const { db } = book
  const before = db.get<Pick<RunRecord, 'status' | 'sequence'>>('SELECT status, sequence FROM run WHERE id = ?', run)
  invariant(before !== undefined, `run ${run} was never started`)
  if (before.status !== 'running') return false
  record(book, { kind: 'run-ended', at, body: { id: run, status } })
  db.run('DELETE FROM lease WHERE run = ?', run)
  writeRecordOfEnd(book, before.sequence)
  return true
}

/** Oldest first. */
export function openRuns(db: Database, now: Instant): readonly OpenRun[] {
  return db
    .all<HoldingRow>(`SELECT ${holdingColumns} FROM run WHERE status = 'running' ORDER BY sequence`)
    .map(row => openRun(holdingRun(row), now))
}

/** @param at the instant of the fact. @param now by the ledger's clock. */
export function finishAbandoned(book: Book, runs: readonly AbandonedRun[], at: Instant, now: Instant): readonly string[] {
  const { db } = book
  dateBack(db, now)
  const over = runs.filter(({ run, because }) => {
    const row = db.get<HoldingRow>(`SELECT ${holdingColumns} FROM run WHERE id = ?`, run)
    invariant(row !== undefined, `run ${run} was never started`)
    return because === 'dead' || openRun(holdingRun(row), now).isOver
  })
  return over.filter(({ run }) => finishRun(book, run, 'interrupted', at)).map(({ run }) => run)
}

/** A renewal that lies ahead was before the clock was put back: it counts from now, so that nobody waits for longer than one lease. */
export function dateBack(db: Database, now: Instant): void {
  db.run(`UPDATE run SET heartbeat_at = ? WHERE status = 'running' AND heartbeat_at > ?`, now, now)
}

export interface HoldingRow extends Omit<HoldingRun, 'holder'> {
  readonly holder: string
}

export const holdingColumns = 'run.id, holder, heartbeat_at AS heartbeatAt, lease_ms AS leaseMs'

export function holdingRun({ holder, ...run }: HoldingRow): HoldingRun {
  return { ...run, holder: JSON.parse(holder) }
}

function partitionsOf(db: Database, environment: string, asset: string): PartitionDefinition | undefined {
  const row = db.get<{ body: string }>(
    'SELECT body FROM partition_definition JOIN fact USING (sequence) WHERE environment = ? AND asset = ?',
    ...[environment, asset],
  )
  if (!row) return undefined
  const { definition }: FactBodies['partitions-defined'] = JSON.parse(row.body)
  return definition
}

function statusOf(db: Database, run: string): RunRecord['status'] | undefined {
  return db.get<{ status: RunRecord['status'] }>('SELECT status FROM run WHERE id = ?', run)?.status
}
