/** When a lease is over, and what is said of one that is not: decided alike by every ledger. */
import type { Instant } from '@varve/partitions'
import type { AskHolder, HolderState } from './holder.ts'
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

/**
 * What is said of a lease that somebody holds; undefined where it is free, or its run is over. It is over from the instant it ends.
 *
 * @param now by the clock that granted it, the ledger's.
 */
export function busyWith(key: LeaseKey, held: HoldingRun | undefined, ask: AskHolder, now: Instant): Busy | undefined {
  if (!held) return undefined
  const said = ask(held.holder)
  if (isOver(held, said, now)) return undefined
  const { asset, partition, version } = key
  const ends = said === 'running' ? null : leaseEnds(held)
  return { granted: false, asset, partition, version, holder: held.holder, run: held.id, leaseEnds: ends }
}

/** @param now by the clock that granted it, the ledger's. */
export function isOver(run: HoldingRun, said: HolderState, now: Instant): boolean {
  return said === 'dead' || (said === 'by lease' && leaseEnds(run) <= now)
}

function leaseEnds({ heartbeatAt, leaseMs }: HoldingRun): Instant {
  return heartbeatAt + leaseMs
}
