/** Erasures in memory: recorded where nobody makes the partitions or publishes their bytes, and the removals that follow. */
import type { Instant } from '@varve/partitions'
import { erasePending } from '../erase-pending.ts'
import { isOver } from '../lease-end.ts'
import type { EraseAnswer, EraseRequest, Lease } from '../ledger.ts'
import type { Erasure, NewErasure } from '../records.ts'
import { record } from './facts.ts'
import { finish } from './run.ts'
import type { MemoryState } from './state.ts'

/** @param now by the ledger's clock. */
export function erase(state: MemoryState, { run, erasures, asOf, ask }: EraseRequest, now: Instant): EraseAnswer {
  if (hasChanged(state, erasures, asOf)) return { kind: 'changed' }
  const leases = erasures.flatMap(erasure => leasesOn(state, erasure))
  const runOf = ({ run }: Lease) => state.runs.get(run)!
  const busy = leases.find(lease => !isOver(runOf(lease), ask(runOf(lease).holder), now))
  if (busy) return { kind: 'busy', asset: busy.asset, partition: busy.partition, run: busy.run, holder: runOf(busy).holder }
  // What their holders come back with is fenced.
  for (const { run } of leases) finish(state, run, 'interrupted', erasures[0]!.at)
  return {
    kind: 'erased',
    erasures: erasures.map(({ at, ...body }) => {
      const sequence = record(state, { kind: 'erased', at, body })
      state.removals.set(sequence, run)
      return { ...body, at, sequence }
    }),
  }
}

export function claimRemovals(state: MemoryState, run: string): readonly Erasure[] {
  for (const [sequence, by] of state.removals) {
    if (by === null || state.runs.get(by)?.status !== 'running') state.removals.set(sequence, run)
  }
  return state.erasures.filter(({ sequence }) => state.removals.get(sequence) === run)
}

export function settleRemovals(state: MemoryState, run: string): void {
  for (const [sequence, by] of state.removals) if (by === run) state.removals.delete(sequence)
}

/** @throws ERASE_PENDING */
export function checkNotRemoved(state: MemoryState, sha256: string): void {
  const erasure = state.erasures.find(({ sequence, members }) => state.removals.has(sequence) && members.includes(sha256))
  if (erasure) throw erasePending(erasure, sha256)
}

function hasChanged(state: MemoryState, erasures: readonly NewErasure[], asOf: number): boolean {
  const hashes = new Set(erasures.flatMap(({ members }) => members))
  return [...state.materializations.values()].some(
    ({ sequence, asset, partition, artifact }) =>
      sequence > asOf &&
      (artifact.members.some(({ sha256 }) => hashes.has(sha256)) ||
        erasures.some(erasure => erasure.asset === asset && erasure.partition === partition)),
  )
}

/** Of the partition in any version, and of other partitions that pinned its bytes. */
function leasesOn(state: MemoryState, { asset, partition, members }: NewErasure): readonly Lease[] {
  return [...state.leases.values()].filter(
    lease =>
      (lease.asset === asset && lease.partition === partition) || members.some(sha256 => state.pins.get(lease.token)?.has(sha256) ?? false),
  )
}
