/** Which leases of a memory ledger are held. */
import type { Lease, LeaseKey } from '../ledger.ts'
import type { MemoryState } from './state.ts'

export function addLease(state: MemoryState, run: string, { asset, partition, version }: LeaseKey): Lease {
  state.token += 1
  const lease: Lease = { granted: true, asset, partition, version, run, token: state.token }
  state.leases.set(keyText(lease), lease)
  return lease
}

export function leaseOn({ leases }: MemoryState, key: LeaseKey): Lease | undefined {
  return leases.get(keyText(key))
}

export function holds(state: MemoryState, lease: Lease): boolean {
  const held = leaseOn(state, lease)
  return held !== undefined && held.token === lease.token && held.run === lease.run
}

/** Its pins go with it. */
export function dropLease(state: MemoryState, lease: Lease): void {
  if (!holds(state, lease)) return
  state.leases.delete(keyText(lease))
  state.pins.delete(lease.token)
}

function keyText({ asset, partition, version }: LeaseKey): string {
  return JSON.stringify([asset, partition, version])
}
