/** Graphs and looks at the ledger as plain values, for tests of what is judged and planned from them. */
import { type Mapping, type PartitionSet, unpartitioned } from '@varve/partitions'
import { asset } from 'varve'
import type { Erasure, Loss, Materialization, Refusal } from '../../../packages/core/src/ledger/records.ts'
import type { NodeInput, NodeReader, PlanGraph, PlanNode } from '../../../packages/core/src/plan/node.ts'
import type { PlanSnapshot } from '../../../packages/core/src/plan/plan-snapshot.ts'
import type { Step } from '../../../packages/core/src/plan/step.ts'
import { windowsOf } from '../../../packages/core/src/version/partition-windows.ts'
import { made } from '../ledger/ledger-cases.ts'

/** Noon of 3 January 2001: a daily set that begins with the year has two days. */
export const noon = Date.UTC(2001, 0, 3, 12)

export interface NodeGiven {
  readonly partitions?: PartitionSet
  /** By name of the asset, which is the name of the input too. */
  readonly reads?: Readonly<Record<string, Mapping | 'external'>>
  readonly definition?: string
  readonly config?: string
  readonly contract?: string | null
}

/** Assets by name, each after those that it reads. */
export function graphOf(given: Readonly<Record<string, NodeGiven>>): PlanGraph {
  const readers = new Map<string, NodeReader[]>(Object.keys(given).map(name => [name, []]))
  for (const [name, { reads = {} }] of Object.entries(given)) {
    for (const [upstream, mapping] of Object.entries(reads))
      if (mapping !== 'external') readers.get(upstream)!.push({ asset: name, mapping })
  }
  return new Map(Object.entries(given).map(([name, node]) => [name, nodeOf(name, node, readers.get(name)!)]))
}

function nodeOf(name: string, given: NodeGiven, readers: readonly NodeReader[]): PlanNode {
  const { partitions = unpartitioned, reads = {}, definition = 'code 1', config = 'config', contract = null } = given
  const inputs = Object.entries(reads).map(([asset, mapping]): NodeInput => {
    return mapping === 'external'
      ? { kind: 'external', name: asset, asset, readHash: 'read' }
      : { kind: 'asset', name: asset, asset, mapping }
  })
  return {
    name,
    asset: asset({ run: () => [] }),
    partitions: partitions.asOf(noon),
    identity: {
      codeVersion: definition,
      configHash: config,
      config: {},
      revealConfig: () => ({}),
      definitionHash: definition,
      contractHash: contract,
      formatCode: null,
    },
    decoders: [] as unknown as PlanNode['decoders'],
    readHash: () => 'read',
    inputs,
    readers,
  }
}

/** What was made of a step, in this version; its bytes are named after the version unless said otherwise. */
export function madeOf({ node, partition }: Step, version: string, changed: Partial<Materialization> = {}): Materialization {
  const content = `content of ${version}`
  return {
    ...made(`${node.name} ${partition.key} ${version}`, 'r1', partition.key, version),
    sequence: 1,
    asset: node.name,
    windows: windowsOf(partition),
    definitionHash: node.identity.definitionHash,
    configHash: node.identity.configHash,
    contract: null,
    artifact: { members: [{ name: 'part.json', sha256: content, bytes: 1 }], sha256: content, bytes: 1, rows: 1 },
    stored: { format: 'json', revision: 1, settings: {}, schema: null, absent: [], builtIn: true, code: null },
    lineage: node.inputs.map(({ name, asset }) => {
      const nothing = { partitions: '', missing: '', short: false, environment: 'main', asOf: 1, external: null }
      return { input: name, asset, mapping: 'same', ...nothing }
    }),
    ...changed,
  }
}

export interface SnapshotGiven {
  readonly current?: readonly Materialization[]
  /** Materializations that are not current. */
  readonly earlier?: readonly Materialization[]
  readonly refusals?: readonly Refusal[]
  readonly erasures?: readonly Erasure[]
  readonly losses?: ReadonlyMap<string, Loss['found']>
}

export function snapshotOf({ current = [], earlier = [], refusals = [], erasures = [], losses = new Map() }: SnapshotGiven): PlanSnapshot {
  const all = [...current, ...earlier]
  const of = <T extends { readonly asset: string; readonly partition: string }>(list: readonly T[], asset: string, partition: string) =>
    list.filter(one => one.asset === asset && one.partition === partition)
  return {
    sequence: 7,
    current: (_, asset) => new Map(current.filter(one => one.asset === asset).map(one => [one.partition, one])),
    currentAt: (_, asset, partition) => of(all, asset, partition)[0],
    find: (asset, partition, version) => of(all, asset, partition).filter(one => one.version === version),
    findByDefinition: (asset, partition, hash) => of(all, asset, partition).filter(one => one.definitionHash === hash),
    refusalOf: (asset, partition, version) => of(refusals, asset, partition).find(one => one.version === version),
    erasureOf: (asset, partition) => of(erasures, asset, partition)[0],
    losses: () => losses,
    partitionsOf: () => undefined,
    dynamicKeys: () => ({ keysOf: () => [] }),
  }
}

export function refusalOf({ node, partition }: Step, version: string, changed: Partial<Refusal> = {}): Refusal {
  return {
    kind: 'rejected',
    sequence: 3,
    asset: node.name,
    partition: partition.key,
    version,
    contract: node.identity.contractHash,
    code: 'CONTRACT_BROKEN',
    message: 'it breaks its contract',
    verdict: null,
    quarantine: null,
    run: 'r1',
    at: noon,
    ...changed,
  }
}

export function erasureOf({ node, partition }: Step): Erasure {
  const by = { user: null, host: 'here' }
  const nothing = { path: null, members: [], bytes: 0, quarantined: 0 }
  return { asset: node.name, partition: partition.key, reason: 'a customer asked', by, at: noon, sequence: 5, ...nothing }
}
