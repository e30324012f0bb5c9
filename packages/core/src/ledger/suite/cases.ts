/** Small builders for ledger tests: they are given names, and put real hashes in their places. */
import type { Verdict } from '../../contract/verdict.ts'
import { isVarveError } from '../../foundation/errors.ts'
import { sha256 } from '../../foundation/hash.ts'
import { artifactOf } from '../../io/artifact.ts'
import type { Lease, LeaseKey, LeaseRequest, Ledger, NewMaterialization, NewRefusal, PublishResult } from '../ledger.ts'
import type { Holder, Materialization, NewErasure, Sequence } from '../records.ts'
import type { LedgerSnapshot } from '../snapshot.ts'
import { withSnapshot } from '../with-snapshot.ts'

export function minute(count: number): number {
  return Date.UTC(2001, 3, 2) + count * 60_000
}

/** What the ledger keeps in place of a name: of versions, definitions, contracts, contents. */
export function hashOf(name: string): string {
  return sha256(name)
}

/** Of a materialization. */
export function idOf(name: string): string {
  return hashOf(name).slice(0, 20)
}

/** `r7` is held by process 1007. */
export function holder(run: string): Holder {
  return { host: 'here', boot: 'boot', namespace: 'pids', pid: 1000 + Number(run.slice(1)), started: '42' }
}

export function key(partition: string, version = 'v1'): LeaseKey {
  return { asset: 'asset', partition, version: hashOf(version) }
}

/** Whatever happened before. */
export function leasing(run: string, keys: readonly LeaseKey[], environment = 'main'): LeaseRequest {
  return { run, environment, keys: keys.map(key => ({ ...key, asOf: null })) }
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

/** The test says by its next step whether it was granted. */
export async function leaseOf(ledger: Ledger, run: string, partition: string, version = 'v1'): Promise<Lease> {
  const [lease] = await ledger.lease(leasing(run, [key(partition, version)]))
  return lease as Lease
}

export function made(name: string, run: string, partition: string, version = 'v1'): NewMaterialization {
  return {
    id: idOf(name),
    ...key(partition, version),
    windows: [],
    definitionHash: hashOf(`definition ${version}`),
    codeVersion: null,
    configHash: hashOf('config'),
    config: { lateAfterMinutes: 15 },
    artifact: artifactOf([{ name: 'part.json', sha256: 'ab'.repeat(32), bytes: 12 }], 3),
    stored: { format: 'json', revision: 1, settings: {}, schema: null, absent: [], builtIn: true, code: null },
    folder: `asset/config/${partition}`,
    contract: { hash: hashOf('contract'), verdict: verdict('contract', true) },
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
  return { ok, contract: hashOf(contract), subject: null, rows: 3, broken }
}

export function refusal(run: string, partition: string, version = 'v1'): NewRefusal {
  return {
    kind: 'rejected',
    ...key(partition, version),
    contract: hashOf('contract'),
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
  expected: Sequence | null,
  environment = 'main',
): Promise<readonly PublishResult[]> {
  return ledger.publish({ run: lease.run, environment, at: minute(1), items: [{ kind: 'materialize', lease, materialization, expected }] })
}

/** The sequence of what was recorded under a name; of several tries there is one. */
export async function sequenceOf(ledger: Ledger, name: string): Promise<Sequence> {
  const all = await withSnapshot(ledger, snapshot => everything(snapshot))
  const found = all.find(({ id }) => id === idOf(name))
  if (!found) throw new Error(`${name} was not recorded`)
  return found.sequence
}

/** Newest first. */
export function everything(snapshot: LedgerSnapshot): Promise<readonly Materialization[]> {
  return snapshot.materializations({ which: 'all', before: null, limit: 1000 })
}

/** What is current of a partition of `asset`. */
export async function currentOf(snapshot: LedgerSnapshot, partition: string, environment = 'main'): Promise<Materialization | null> {
  const [current] = await snapshot.current([{ environment, asset: 'asset', partition }])
  return current!
}

/** The code of the error that something ends with. */
export function codeOf(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'no error',
    error => (isVarveError(error) ? error.code : String(error)),
  )
}
