/** Graphs and looks at the ledger as plain values, for tests of what is judged and planned from them. */
import { type Mapping, type PartitionSet, unpartitioned } from '@varve/partitions'
import { asset } from 'varve'
import { sha256 } from '../../../packages/core/src/foundation/hash.ts'
import type { Basis, Judged, JudgedAssetRequest, JudgedRequest } from '../../../packages/core/src/ledger/judged.ts'
import { rowsOf } from '../../../packages/core/src/ledger/memory/rows.ts'
import type { Erasure, Materialization, Refusal } from '../../../packages/core/src/ledger/records.ts'
import type { NodeInput, NodeReader, PlanGraph, PlanNode } from '../../../packages/core/src/plan/node.ts'
import type { Row } from '../../../packages/core/src/plan/row.ts'
import { rowColumns } from '../../../packages/core/src/plan/row-columns.ts'
import type { Step } from '../../../packages/core/src/plan/step.ts'
import { windowsOf } from '../../../packages/core/src/version/partition-windows.ts'

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
  const content = hexOf(`content of ${version}`)
  return {
    id: hexOf(`${node.name} ${partition.key} ${version}`).slice(0, 20),
    sequence: Number.parseInt(hexOf(`${node.name} ${partition.key} ${version}`).slice(0, 8), 16),
    asset: node.name,
    partition: partition.key,
    windows: windowsOf(partition),
    version: hexOf(version),
    definitionHash: node.identity.definitionHash,
    codeVersion: null,
    configHash: node.identity.configHash,
    config: {},
    contract: null,
    artifact: { members: [{ name: 'part.json', sha256: content, bytes: 1 }], sha256: content, bytes: 1, rows: 1 },
    stored: { format: 'json', revision: 1, settings: {}, schema: null, absent: [], builtIn: true, code: null },
    folder: `${node.name}/config/${partition.key}`,
    run: 'r1',
    createdAt: noon,
    provenance: { gitCommit: null, gitDirty: null, node: '20.19.0', lockfile: null, image: null },
    lineage: node.inputs.map(({ name, asset }) => {
      const nothing = { partitions: '', missing: '', short: false, environment: 'main', asOf: 1, external: null }
      return { input: name, asset, mapping: 'same', ...nothing }
    }),
    complete: true,
    ...changed,
  }
}

/** Texts that are no hash yet become one. */
export function hexOf(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? text : sha256(text)
}

export interface LedgerGiven {
  readonly current?: readonly Materialization[]
  /** Materializations that are not current. */
  readonly earlier?: readonly Materialization[]
  readonly refusals?: readonly Refusal[]
  readonly erasures?: readonly Erasure[]
  /** What was current when they were erased. */
  readonly beforeErasure?: readonly Materialization[]
  /** Hashes of members. */
  readonly losses?: readonly string[]
}

/** What a ledger that holds this answers, as of sequence 7. */
export function judgedFrom(given: LedgerGiven, { assets }: JudgedRequest): Judged {
  const { current = [], earlier = [], refusals = [], erasures = [], beforeErasure = [], losses = [] } = given
  const all = [...current, ...earlier]
  const bases = new Map([...all, ...beforeErasure].map(made => [made.sequence, basisOf(made)]))
  return {
    sequence: 7,
    assets: assets.map(({ asset, current: wantedCurrent, others }) => {
      const among = <T extends { readonly asset: string; readonly partition: string }>(list: readonly T[], ...wanted: JudgedKeys[]) =>
        list
          .filter(one => one.asset === asset && wanted.some(keys => keys === 'all' || keys.includes(one.partition)))
          .sort((one, other) => (one.partition < other.partition ? -1 : one.partition > other.partition ? 1 : 0))
      return {
        asset,
        head: 7,
        current: rowsOf(among(current, wantedCurrent), bases),
        versions: rowsOf(among(all, others), bases),
        refusals: among(refusals, others),
        erased: among(erasures, wantedCurrent, others),
        beforeErasure: rowsOf(among(beforeErasure, wantedCurrent, others), bases),
        lost: all.filter(({ artifact }) => artifact.members.some(({ sha256 }) => losses.includes(sha256))).map(({ sequence }) => sequence),
      }
    }),
  }
}

type JudgedKeys = JudgedAssetRequest['current']

function basisOf({ definitionHash, configHash, contract, stored, lineage, windows, complete }: Materialization): Basis {
  return {
    definitionHash,
    configHash,
    contract: contract && { hash: contract.hash, ok: contract.verdict.ok },
    stored,
    inputs: lineage.map(({ input }) => input),
    dimensions: windows?.map(({ dimension }) => dimension) ?? null,
    complete,
  }
}

/** One materialization as a row. */
export function rowOf(made: Materialization, losses: readonly string[] = []): Row {
  const { asset, partition } = made
  const [judged] = judgedFrom({ current: [made], losses }, { environment: 'main', assets: [{ asset, current: 'all', others: [] }] }).assets
  return rowColumns(asset, judged!.current, new Set(judged!.lost)).rowOf(partition)!
}

export function refusalOf({ node, partition }: Step, version: string, changed: Partial<Refusal> = {}): Refusal {
  return {
    kind: 'rejected',
    sequence: 3,
    asset: node.name,
    partition: partition.key,
    version: hexOf(version),
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
