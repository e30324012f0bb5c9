/** When a lease is over, and what is said of one that is not: decided alike by every ledger. */
import type { Instant } from '@varve/partitions'
import type { HolderState } from './holder.ts'
import type { Busy, LeaseKey } from './ledger.ts'
import type { Holder } from './records.ts'

/** How long a lease lasts unless it is renewed. */
export const leaseMsDefault = 60_000

/** The run that holds leases, which last as long as its own. */
export interface HoldingRun {
  readonly id: string
  readonly holder: Holder
  readonly heartbeatAt: Instant
  readonly leaseMs: number
}

/** @param now by the clock that granted it, the ledger's; a lease is over from the instant it ends. */
export function isOver(run: HoldingRun, said: HolderState, now: Instant): boolean {
  return said === 'dead' || (said === 'by lease' && leaseEnds(run) <= now)
}

export function busy({ asset, partition, version }: LeaseKey, run: HoldingRun, said: HolderState): Busy {
  const ends = said === 'running' ? null : leaseEnds(run)
  return { granted: false, asset, partition, version, holder: run.holder, run: run.id, leaseEnds: ends }
}

function leaseEnds({ heartbeatAt, leaseMs }: HoldingRun): Instant {
  return heartbeatAt + leaseMs
}
