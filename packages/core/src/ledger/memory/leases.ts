/** Row 1 in memory: what runs lease and pin. */
import type { Instant } from '@varve/partitions'
import { busyWith } from '../lease-end.ts'
import { leaseLost, runEnded } from '../lease-lost.ts'
import type { Busy, Lease, LeaseAnswer, LeaseKey, LeaseRequest, Pin, PinAnswer } from '../ledger.ts'
import type { RunRecord } from '../records.ts'
import { removalOf } from './erasures.ts'
import { addLease, holds, leaseOn } from './lease-table.ts'
import { beat, dateBack, knownRun } from './run.ts'
import { entry, type MemoryState } from './state.ts'
import { partitionOf, viewOfNow } from './view.ts'

/** @param now by the ledger's clock. */
export function takeLeases(state: MemoryState, { run, environment, keys }: LeaseRequest, now: Instant): readonly LeaseAnswer[] {
  if (!beat(state, run, now)) throw runEnded(run)
  dateBack(state, now)
  return keys.map(key => {
    const held = holdingRun(state, key)
    if (held) return busyWith(key, held, now)
    const { asset, partition, version, asOf } = key
    if (asOf !== null && hasChanged(state, environment, key, asOf)) return { granted: false, why: 'changed', asset, partition, version }
    return addLease(state, run, key)
  })
}

export function heldOf(state: MemoryState, keys: readonly LeaseKey[], now: Instant): readonly Busy[] {
  return keys.flatMap(key => {
    const held = holdingRun(state, key)
    return held ? [busyWith(key, held, now)] : []
  })
}

export function pinAll(state: MemoryState, pins: readonly Pin[]): readonly PinAnswer[] {
  return pins.map(({ lease, sha256 }) => {
    if (!holds(state, lease)) return { kind: 'lost' }
    const erasure = removalOf(state, sha256)
    if (erasure) return { kind: 'erase pending', erasure }
    entry(state.pins, lease.token, () => new Set()).add(sha256)
    return { kind: 'pinned' }
  })
}

/** @throws LEASE_LOST */
export function checkLease(state: MemoryState, lease: Lease): void {
  if (!holds(state, lease)) throw leaseLost(lease)
}

function hasChanged(state: MemoryState, environment: string, { asset, partition, version }: LeaseKey, asOf: number): boolean {
  const history = partitionOf(viewOfNow(state), asset, partition)
  const made = history?.materializations.findLast(one => one.version === version)
  const newest = [history?.moves.get(environment)?.at(-1), history?.erasures.at(-1), made]
  return newest.some(event => event !== undefined && event.sequence > asOf)
}

function holdingRun(state: MemoryState, key: LeaseKey): RunRecord | undefined {
  const held = leaseOn(state, key)
  return held && knownRun(state, held.run)
}
