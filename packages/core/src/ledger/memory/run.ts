/** Row 0 in memory: runs, and how their assets are partitioned. */
import { type Instant, isSameDefinition, type PartitionDefinition } from '@varve/partitions'
import { invariant } from '../../foundation/invariant.ts'
import type { EndStatus } from '../facts.ts'
import { openRun } from '../lease-end.ts'
import type { AbandonedRun, OpenRun, RunStart } from '../ledger.ts'
import type { RunRecord } from '../records.ts'
import { writeRecordOfEnd } from './commits.ts'
import { record } from './facts.ts'
import { dropLease } from './lease-table.ts'
import { changing, type MemoryState } from './state.ts'

/** @param now by the ledger's clock. */
export function addRun(state: MemoryState, { id, environment, holder, at, request, leaseMs }: RunStart, now: Instant): void {
  invariant(!state.present.runs.has(id), `run ${id} was started twice`)
  record(state, { kind: 'run-started', at, body: { id, environment, holder, request } })
  changing(state).runs.set(id, { ...knownRun(state, id), heartbeatAt: now, leaseMs })
}

export function beat(state: MemoryState, id: string, now: Instant): boolean {
  const run = knownRun(state, id)
  if (run.status !== 'running') return false
  changing(state).runs.set(id, { ...run, heartbeatAt: now })
  return true
}

export function rememberPartitions(
  state: MemoryState,
  environment: string,
  partitions: Readonly<Record<string, PartitionDefinition>>,
  at: Instant,
): void {
  for (const [asset, definition] of Object.entries(partitions)) {
    const before = state.present.partitions.get(environment)?.get(asset)
    if (before && isSameDefinition(before, definition)) continue
    record(state, { kind: 'partitions-defined', at, body: { environment, asset, definition } })
  }
}

export function finish(state: MemoryState, id: string, status: EndStatus, at: Instant): boolean {
  const run = knownRun(state, id)
  if (run.status !== 'running') return false
  record(state, { kind: 'run-ended', at, body: { id, status } })
  for (const lease of [...state.leases.values()]) if (lease.run === id) dropLease(state, lease)
  writeRecordOfEnd(state, run.sequence)
  return true
}

/** Oldest first. */
export function openRuns(state: MemoryState, now: Instant): readonly OpenRun[] {
  return running(state).map(run => openRun(run, now))
}

/** @param at the instant of the fact. @param now by the ledger's clock. */
export function finishAbandoned(state: MemoryState, runs: readonly AbandonedRun[], at: Instant, now: Instant): readonly string[] {
  dateBack(state, now)
  const known = runs.map(({ run, because }) => ({ because, ...openRun(knownRun(state, run), now) }))
  const over = known.filter(({ because, isOver }) => because === 'dead' || isOver)
  return over.filter(({ run }) => finish(state, run, 'interrupted', at)).map(({ run }) => run)
}

export function knownRun({ present }: MemoryState, id: string): RunRecord {
  const run = present.runs.get(id)
  invariant(run !== undefined, `run ${id} was never started`)
  return run
}

function running({ present }: MemoryState): readonly RunRecord[] {
  return [...present.runs.values()].filter(({ status }) => status === 'running')
}

/** A renewal that lies ahead was before the clock was put back: it counts from now, so that nobody waits for longer than one lease. */
export function dateBack(state: MemoryState, now: Instant): void {
  for (const run of running(state)) if (run.heartbeatAt > now) changing(state).runs.set(run.id, { ...run, heartbeatAt: now })
}
