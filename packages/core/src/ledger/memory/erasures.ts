/** Erasures in memory: recorded where nobody has leased the partitions or publishes their bytes, and the removals that follow. */
import type { Instant } from '@varve/partitions'
import { busyWith } from '../lease-end.ts'
import type { EraseAnswer, EraseRequest, Lease } from '../ledger.ts'
import type { Erasure, NewErasure } from '../records.ts'
import { record } from './facts.ts'
import { knownRun } from './run.ts'
import { changing, type MemoryState } from './state.ts'
import { partitionOf, viewOfNow } from './view.ts'

/** @param now by the ledger's clock. */
export function erase(state: MemoryState, { run, erasures, asOf }: EraseRequest, now: Instant): EraseAnswer {
  if (erasures.some(erasure => hasChanged(state, erasure, asOf))) return { kind: 'changed' }
  const leases = leasesOn(state, erasures)
  if (leases.length > 0) return { kind: 'busy', by: leases.map(lease => busyWith(lease, knownRun(state, lease.run), now)) }
  return {
    kind: 'erased',
    erasures: erasures.map(({ at, ...body }) => {
      const sequence = record(state, { kind: 'erased', at, body })
      changing(state).removals.set(sequence, run)
      return { ...body, at, sequence }
    }),
  }
}

export function claimRemovals(state: MemoryState, run: string): readonly Erasure[] {
  const { removals, runs } = changing(state)
  for (const [sequence, by] of removals) if (by === null || runs.get(by)?.status !== 'running') removals.set(sequence, run)
  return state.erasures.filter(({ sequence }) => removals.get(sequence) === run)
}

export function settleRemovals(state: MemoryState, run: string): void {
  const { removals } = changing(state)
  for (const [sequence, by] of removals) if (by === run) removals.delete(sequence)
}

/** The erasure by which bytes of this hash are being removed. */
export function removalOf({ erasures, present }: MemoryState, sha256: string): Erasure | undefined {
  if (present.removals.size === 0) return undefined
  return erasures.find(({ sequence, members }) => present.removals.has(sequence) && members.includes(sha256))
}

function hasChanged(state: MemoryState, { asset, partition, members }: NewErasure, asOf: number): boolean {
  const made = [partitionOf(viewOfNow(state), asset, partition)?.materializations, ...members.map(sha256 => state.byMember.get(sha256))]
  return made.some(list => (list?.at(-1)?.sequence ?? 0) > asOf)
}

/** Of the partitions in any version, and of others that pinned their bytes; in the order in which they were granted. */
function leasesOn(state: MemoryState, erasures: readonly NewErasure[]): readonly Lease[] {
  const isOn = (lease: Lease) =>
    erasures.some(
      ({ asset, partition, members }) =>
        (lease.asset === asset && lease.partition === partition) || members.some(sha256 => state.pins.get(lease.token)?.has(sha256)),
    )
  return [...state.leases.values()].filter(isOn).sort((one, other) => one.token - other.token)
}
