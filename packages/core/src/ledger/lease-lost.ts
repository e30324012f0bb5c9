/** What a holder hears whose lease is no longer its own. */
import { VarveError } from '../foundation/errors.ts'
import { invariant } from '../foundation/invariant.ts'
import type { Lease, LeaseKey } from './ledger.ts'

export function leaseLost(lease: Lease): VarveError {
  const { asset, partition, version, run, token } = lease
  return new VarveError('LEASE_LOST', {
    what: 'the lease was taken over by another run, so nothing was recorded',
    where: `${asset} ${partition}`,
    why: 'the lease expired or its run was taken for dead',
    fix: 'materialize again: what the other run published is reused',
    details: { asset, partition, version, run, token },
  })
}

/** @param cause what this process met since. */
export function runEnded(run: string, cause?: unknown): VarveError {
  return new VarveError('LEASE_LOST', {
    what: `run ${run} has ended, so it can lease nothing`,
    why: 'another process took the run for dead, or it ended itself',
    fix: 'materialize again',
    details: { run },
    cause,
  })
}

/** A lease covers one version of one partition and nothing else. */
export function checkCovers(lease: Lease, key: LeaseKey): void {
  invariant(
    lease.asset === key.asset && lease.partition === key.partition && lease.version === key.version,
    `a lease of ${lease.asset} ${lease.partition} was used for ${key.asset} ${key.partition} or another version`,
  )
}
