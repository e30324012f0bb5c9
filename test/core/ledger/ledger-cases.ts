/** Small builders for ledger tests. */
import type { Verdict } from '../../../packages/core/src/contract/verdict.ts'
import type { Clock } from '../../../packages/core/src/foundation/clock.ts'
import { artifactOf } from '../../../packages/core/src/io/artifact.ts'
import type { AskHolder } from '../../../packages/core/src/ledger/holder.ts'
import type { Lease, LeaseKey, Ledger, NewMaterialization, NewRefusal, PublishResult } from '../../../packages/core/src/ledger/ledger.ts'
import type { Holder, NewErasure } from '../../../packages/core/src/ledger/records.ts'

export function minute(count: number): number {
  return Date.UTC(2001, 3, 2) + count * 60_000
}

/** `r7` is held by process 1007. */
export function holder(run: string): Holder {
  return { host: 'here', boot: 'boot', namespace: 'pids', pid: 1000 + Number(run.slice(1)), started: '42' }
}

export function key(partition: string, version = 'v1'): LeaseKey {
  return { asset: 'asset', partition, version }
}

export async function start(
  ledger: Ledger,
  id: string,
  partitions: Parameters<Ledger['rememberPartitions']>[1] = {},
  environment = 'main',
): Promise<void> {
  await ledger.startRun({ id, environment, holder: holder(id), at: minute(0), request: { select: 'asset' }, leaseMs: 5 * 60_000 })
  await ledger.rememberPartitions(environment, partitions, minute(0))
}

/** A clock that a test sets; it stands at the minute 0. */
export function settableClock(): Clock & { set(at: number): void } {
  let now = minute(0)
  return {
    now: () => now,
    set: at => {
      now = at
    },
  }
}

/** Asks nobody: every holder runs. */
export const allRun: AskHolder = () => 'running'

/** The test says by its next step whether it was granted. */
export async function leaseOf(ledger: Ledger, run: string, partition: string, version = 'v1'): Promise<Lease> {
  const [lease] = await ledger.lease(run, [key(partition, version)], allRun, minute(2))
  return lease as Lease
}

export function made(id: string, run: string, partition: string, version = 'v1'): NewMaterialization {
  return {
    id,
    ...key(partition, version),
    windows: [],
    definitionHash: `definition-${version}`,
    codeVersion: null,
    configHash: 'config',
    config: { lateAfterMinutes: 15 },
    artifact: artifactOf([{ name: 'part.json', sha256: 'ab'.repeat(32), bytes: 12 }], 3),
    stored: { format: 'json', revision: 1, settings: {}, schema: null, absent: [], builtIn: true, code: null },
    folder: `asset/config/${partition}`,
    contract: { hash: 'contract', verdict: verdict('contract', true) },
    run,
    createdAt: minute(1),
    provenance: { gitCommit: null, gitDirty: null, node: '20.19.0', lockfile: null, image: null },
    lineage: ['left', 'right'].map(input => ({
      input,
      asset: 'upstream',
      mapping: 'same',
      partitions: partition,
      missing: '',
      short: false,
      environment: 'main',
      asOf: 1,
      external: null,
    })),
    complete: true,
  }
}

export function verdict(contract: string, ok: boolean): Verdict {
  const broken = ok ? [] : [{ rule: 'row.too_small', column: 'delay', count: 2, message: 'delay is below 0' }]
  return { ok, contract, subject: null, rows: 3, broken }
}

export function refusal(run: string, partition: string, version = 'v1'): NewRefusal {
  return {
    kind: 'rejected',
    ...key(partition, version),
    contract: 'contract',
    code: 'CONTRACT_BROKEN',
    message: 'delay is below 0',
    verdict: verdict('contract', false),
    quarantine: { uri: 'quarantine/asset', sha256: 'cd'.repeat(32), rows: 2 },
    run,
    at: minute(1),
  }
}

export function erasureOf(partition: string, members: readonly string[], at: number): NewErasure {
  const by = { user: 'ann', host: 'here' }
  return { asset: 'asset', partition, path: partition, reason: 'asked by the customer', by, members, bytes: 12, quarantined: 0, at }
}

export function publishOne(
  ledger: Ledger,
  lease: Lease,
  materialization: NewMaterialization,
  expected: string | null,
  environment = 'main',
): Promise<readonly PublishResult[]> {
  return ledger.publish({ run: lease.run, environment, at: minute(1), items: [{ kind: 'materialize', lease, materialization, expected }] })
}
