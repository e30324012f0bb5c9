/** When a run's lease ends, and what is said of a partition that it holds: decided alike by every ledger. */
import type { Instant } from '@varve/partitions'
import type { Busy, LeaseKey, OpenRun } from './ledger.ts'
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

/**
 * A lease is over from the instant it ends.
 *
 * @param now by the clock that granted it, the ledger's.
 */
export function openRun({ id, holder, heartbeatAt, leaseMs }: HoldingRun, now: Instant): OpenRun {
  const leaseEnds = heartbeatAt + leaseMs
  return { run: id, holder, leaseEnds, isOver: leaseEnds <= now }
}

/** Whether a claim on a path of the tree is over, also where the clock was put back since. @param forMs how long one lasts at most. */
export function isClaimOver(expiresAt: Instant, forMs: number, now: Instant): boolean {
  return expiresAt <= now || expiresAt > now + forMs
}

/** @param now by the ledger's clock. */
export function busyWith({ asset, partition, version }: LeaseKey, held: HoldingRun, now: Instant): Busy {
  return { granted: false, why: 'busy', asset, partition, version, ...openRun(held, now) }
}
