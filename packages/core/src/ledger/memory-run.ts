/** Rows 0 and 1 in memory: runs, and the leases and pins they hold. */
import { type Instant, isSameDefinition } from '@varve/partitions'
import { invariant } from '../foundation/invariant.ts'
import type { EndStatus } from './facts.ts'
import { leaseLost, runEnded } from './lease-lost.ts'
import type { Busy, Lease, LeaseKey, RunStart } from './ledger.ts'
import { writeRecordOfEnd } from './memory-commits.ts'
import { record } from './memory-facts.ts'
import type { MemoryState } from './memory-state.ts'
import type { Holder, RunRecord } from './records.ts'

export function addRun(state: MemoryState, { id, environment, holder, at, request, partitions }: RunStart): void {
  invariant(!state.runs.has(id), `run ${id} was started twice`)
  record(state, { kind: 'run-started', at, body: { id, environment, holder, request } })
  for (const [asset, definition] of Object.entries(partitions)) {
    const before = state.partitions.get(JSON.stringify([environment, asset]))
    if (before && isSameDefinition(before, definition)) continue
    record(state, { kind: 'partitions-defined', at, body: { environment, asset, definition } })
  }
}

export function beat(state: MemoryState, id: string, at: Instant): void {
  const run = knownRun(state, id)
  if (run.status === 'running') state.runs.set(id, { ...run, heartbeatAt: Math.max(run.heartbeatAt, at) })
  for (const [key, lease] of state.leases) {
    if (lease.run === id) state.leases.set(key, { ...lease, expiresAt: Math.max(lease.expiresAt, at + lease.lastsMs) })
  }
}

export function finish(state: MemoryState, id: string, status: EndStatus, at: Instant): void {
  const run = knownRun(state, id)
  if (run.status !== 'running') return
  record(state, { kind: 'run-ended', at, body: { id, status } })
  for (const lease of [...state.leases.values()]) if (lease.run === id) dropLease(state, lease)
  writeRecordOfEnd(state, run.sequence)
}

export interface LeaseRequest {
  readonly run: string
  readonly keys: readonly LeaseKey[]
  readonly isDead: (holder: Holder) => boolean
  readonly at: Instant
  readonly expiresAt: Instant
}

export function takeLeases(state: MemoryState, request: LeaseRequest): readonly (Lease | Busy)[] {
  if (knownRun(state, request.run).status !== 'running') throw runEnded(request.run)
  return request.keys.map(key => takeLease(state, request, key))
}

function takeLease(
  state: MemoryState,
  { run, isDead, at, expiresAt }: LeaseRequest,
  { asset, partition, version }: LeaseKey,
): Lease | Busy {
  const held = state.leases.get(keyText({ asset, partition, version }))
  if (held) {
    const holder = knownRun(state, held.run).holder
    if (held.expiresAt > at && !isDead(holder)) return { granted: false, asset, partition, version, holder, run: held.run }
    dropLease(state, held)
  }
  state.token += 1
  const lease: Lease = { granted: true, asset, partition, version, run, token: state.token }
  state.leases.set(keyText(lease), { ...lease, lastsMs: expiresAt - at, expiresAt })
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
