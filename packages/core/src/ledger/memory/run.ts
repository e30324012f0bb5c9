/** Rows 0 and 1 in memory: runs, and the leases and pins they hold. */
import { type Instant, isSameDefinition, type PartitionDefinition } from '@varve/partitions'
import { invariant } from '../../foundation/invariant.ts'
import type { EndStatus } from '../facts.ts'
import type { AskHolder } from '../holder.ts'
import { busyWith, isOver } from '../lease-end.ts'
import { leaseLost, runEnded } from '../lease-lost.ts'
import type { Busy, Lease, LeaseKey, RunStart } from '../ledger.ts'
import type { RunRecord } from '../records.ts'
import { writeRecordOfEnd } from './commits.ts'
import { record } from './facts.ts'
import type { MemoryState } from './state.ts'

/** @param now by the ledger's clock. */
export function addRun(state: MemoryState, { id, environment, holder, at, request, leaseMs }: RunStart, now: Instant): void {
  invariant(!state.runs.has(id), `run ${id} was started twice`)
  record(state, { kind: 'run-started', at, body: { id, environment, holder, request } })
  state.runs.set(id, { ...knownRun(state, id), heartbeatAt: now, leaseMs })
}

export function beat(state: MemoryState, id: string, now: Instant): boolean {
  const run = knownRun(state, id)
  if (run.status !== 'running') return false
  state.runs.set(id, { ...run, heartbeatAt: now })
  return true
}

export function rememberPartitions(
  state: MemoryState,
  environment: string,
  partitions: Readonly<Record<string, PartitionDefinition>>,
  at: Instant,
): void {
  for (const [asset, definition] of Object.entries(partitions)) {
    const before = state.partitions.get(JSON.stringify([environment, asset]))
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

/** @param at the instant of the fact. @param now by the ledger's clock. */
export function finishAbandoned(state: MemoryState, ask: AskHolder, at: Instant, now: Instant): readonly string[] {
  dateBack(state, now)
  const running = [...state.runs.values()].filter(run => run.status === 'running')
  const over = running.filter(run => isOver(run, ask(run.holder), now)).map(({ id }) => id)
  for (const id of over) finish(state, id, 'interrupted', at)
  return over
}

/** A renewal that lies ahead was before the clock was put back: it counts from now, so that nobody waits for longer than one lease. */
function dateBack(state: MemoryState, now: Instant): void {
  for (const run of state.runs.values())
    if (run.status === 'running' && run.heartbeatAt > now) state.runs.set(run.id, { ...run, heartbeatAt: now })
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

export function takeLeases(state: MemoryState, { run, keys, ask, at, now }: LeaseRequest): readonly (Lease | Busy)[] {
  if (!beat(state, run, now)) throw runEnded(run)
  dateBack(state, now)
  return keys.map(key => {
    const held = holdingRun(state, key)
    const busy = busyWith(key, held, ask, now)
    if (busy) return busy
    if (held) finish(state, held.id, 'interrupted', at)
    return takeLease(state, run, key)
  })
}

export function heldLeases(state: MemoryState, { keys, ask, now }: Pick<LeaseRequest, 'keys' | 'ask' | 'now'>): readonly Busy[] {
  return keys.flatMap(key => busyWith(key, holdingRun(state, key), ask, now) ?? [])
}

function holdingRun(state: MemoryState, key: LeaseKey): RunRecord | undefined {
  const held = state.leases.get(keyText(key))
  return held && knownRun(state, held.run)
}

function takeLease(state: MemoryState, run: string, { asset, partition, version }: LeaseKey): Lease {
  state.token += 1
  const lease: Lease = { granted: true, asset, partition, version, run, token: state.token }
  state.leases.set(keyText(lease), lease)
  return lease
}

export function holds(state: MemoryState, lease: Lease): boolean {
  const held = state.leases.get(keyText(lease))
  return held !== undefined && held.token === lease.token && held.run === lease.run
}

/** @throws LEASE_LOST */
export function checkLease(state: MemoryState, lease: Lease): void {
  if (!holds(state, lease)) throw leaseLost(lease)
}

/** Its pins go with it. */
export function dropLease(state: MemoryState, lease: Lease): void {
  if (!holds(state, lease)) return
  state.leases.delete(keyText(lease))
  state.pins.delete(lease.token)
}

function knownRun(state: MemoryState, id: string): RunRecord {
  const run = state.runs.get(id)
  invariant(run !== undefined, `run ${id} was never started`)
  return run
}

function keyText({ asset, partition, version }: LeaseKey): string {
  return JSON.stringify([asset, partition, version])
}
