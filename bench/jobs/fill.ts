/** Fills the ledger of a project through its port, as runs would whose code takes no time: the one place of the bench that knows the internals. */
import { createHash } from 'node:crypto'
import { thisHolder } from '../../packages/core/src/ledger/holder.ts'
import type { Lease, NewMaterialization, PublishItem } from '../../packages/core/src/ledger/ledger.ts'
import type { Holder, Sequence } from '../../packages/core/src/ledger/records.ts'
import { withSnapshot } from '../../packages/core/src/ledger/with-snapshot.ts'
import type { Available } from '../../packages/core/src/plan/available.ts'
import { judge, type Wanted } from '../../packages/core/src/plan/judge.ts'
import type { LoadedAsset } from '../../packages/core/src/plan/loaded.ts'
import type { ExternalState, PlanGraph, PlanNode } from '../../packages/core/src/plan/node.ts'
import type { Row } from '../../packages/core/src/plan/row.ts'
import { type Step, stepOf } from '../../packages/core/src/plan/step.ts'
import { wideReads } from '../../packages/core/src/plan/wide-reads.ts'
import { openProject, type Project } from '../../packages/core/src/project/open-project.ts'
import { planGraph } from '../../packages/core/src/project/plan-graph.ts'
import type { Audited } from '../../packages/core/src/run/assignment.ts'
import { newMaterialization } from '../../packages/core/src/run/new-materialization.ts'
import { claimRoot } from '../../packages/core/src/settle/claim-root.ts'
import { drainOutbox } from '../../packages/core/src/settle/drain-outbox.ts'
import { asSettler } from '../../packages/core/src/staging/as-settler.ts'
import { stopwatchMs } from '../support/stopwatch.ts'
import { configOf } from './commands.ts'

export interface Filled {
  readonly materializations: number
  /** What the ledger took, without the files of commit records. */
  readonly ledgerMs: number
  /** What storage took for the files of commit records. */
  readonly recordsMs: number
}

/** Every partition of every asset is made and fresh. */
export async function everything({ folder, at }: { readonly folder: string; readonly at: number }): Promise<() => Promise<Filled>> {
  return () => inRun(folder, at, 'fill', async filling => filling.publish(stepsOf(filling.graph.values()), wantedNow(filling), null))
}

export interface Moves {
  readonly folder: string
  readonly at: number
  readonly asset: string
  /** How many partitions of it, at even distances. */
  readonly count: number
  /** `older code`: the pointer moves to what older code made. `other bytes`: the same version was made again and gave other bytes. */
  readonly to: 'older code' | 'other bytes'
}

/** Pointers move, each to another materialization. */
export async function moves({ folder, at, asset, count, to }: Moves): Promise<() => Promise<Filled>> {
  return () =>
    inRun(folder, at, to, async filling => {
      const node = filling.graph.get(asset)!
      const steps = Array.from({ length: count }, (_, index) => stepOf(node, Math.floor((index * node.partitions.count) / count)))
      return filling.publish(steps, wantedNow(filling), to)
    })
}

/** Analyses the source of a project and keeps the answer, as any command would. */
export async function analyse({ folder }: { readonly folder: string }): Promise<() => Promise<void>> {
  const project = await openProject(await configOf(folder), 'read')
  return async () => {
    await project.code()
    await project.close()
  }
}

const environment = 'main'
const groupSize = 64
const externalVersion = 'a'.repeat(64)

interface Filling {
  readonly project: Project
  readonly graph: PlanGraph
  publish(steps: Iterable<Step>, wanted: WantedOf, as: Moves['to'] | null): Promise<Filled>
}

type WantedOf = (steps: readonly Step[]) => Promise<readonly Wanted[]>

async function inRun(folder: string, at: number, run: string, work: (filling: Filling) => Promise<Filled>): Promise<Filled> {
  const here = await thisHolder()
  const project = await openProject(await configOf(folder), 'write', { clock: { now: () => at } })
  const { ledger } = project
  try {
    await claimRoot(project, here)
    const graph = await planGraph(project)
    await ledger.startRun({ id: run, environment, holder: here, at, request: {}, leaseMs: 86_400_000 })
    for (const external of project.externals.keys()) await ledger.observe({ external, version: externalVersion, bytes: 1, at })
    const filled = await work({
      project,
      graph,
      publish: (steps, wanted, as) => publishAll({ project, graph, here, at, run, as, asOf: 0 }, steps, wanted),
    })
    await ledger.endRun(run, 'complete', at)
    await asSettler(project, here, name => settle({ project, here, name }))
    return filled
  } finally {
    await project.close()
  }
}

interface Publishing {
  readonly project: Project
  readonly graph: PlanGraph
  readonly here: Holder
  readonly at: number
  readonly run: string
  readonly as: Moves['to'] | null
  readonly asOf: Sequence
}

async function publishAll(publishing: Publishing, steps: Iterable<Step>, wantedOf: WantedOf): Promise<Filled> {
  const { project, here, at, run } = publishing
  const { ledger } = project
  let [materializations, ledgerMs, recordsMs] = [0, 0, 0]
  for (const group of groupsOf(steps)) {
    const wanted = await wantedOf(group)
    const made = group.map((step, index) => materializationOf(step, wanted[index]!, publishing))
    const started = stopwatchMs()
    const leases = await ledger.lease({ run, environment, keys: made.map(key => ({ ...key, asOf: null })) })
    const expected = publishing.as === null ? made.map(() => null) : await currentOf(made, publishing)
    const items = made.map(
      (materialization, index): PublishItem => ({
        kind: 'materialize',
        lease: leases[index] as Lease,
        materialization,
        expected: expected[index]!,
      }),
    )
    const results = await ledger.publish({ run, environment, at, items })
    const storing = await settle({ project, here, name: run })
    if (results.some(result => result !== 'published')) throw new Error(`not all were published: ${results.join(' ')}`)
    materializations += group.length
    recordsMs += storing
    ledgerMs += stopwatchMs() - started - storing
  }
  return { materializations, ledgerMs, recordsMs }
}

/** @returns the milliseconds that storage took. */
async function settle({
  project,
  here,
  name,
}: {
  readonly project: Project
  readonly here: Holder
  readonly name: string
}): Promise<number> {
  const { ledger, store, clock } = project
  let storingMs = 0
  const write: typeof store.records.write = async (...record) => {
    const started = stopwatchMs()
    await store.records.write(...record)
    storingMs += stopwatchMs() - started
  }
  await drainOutbox({ ledger, store: { ...store, records: { ...store.records, write } }, clock, name, here }, 0)
  return storingMs
}

/** By its sequence, in the order given. */
async function currentOf(made: readonly NewMaterialization[], { project }: Publishing): Promise<readonly (Sequence | null)[]> {
  const pointers = made.map(({ asset, partition }) => ({ environment, asset, partition }))
  const current = await withSnapshot(project.ledger, snapshot => snapshot.current(pointers))
  return current.map(materialization => materialization?.sequence ?? null)
}

function materializationOf(step: Step, wanted: Wanted, { graph, at, run, as, asOf }: Publishing): NewMaterialization {
  const { node, partition } = step
  const made = audited(node, partition.key, as === 'other bytes' ? run : '')
  const context = { run, environment, graph, clock: { now: () => at }, provenance }
  if (as !== 'older code') return newMaterialization(step, wanted, made, asOf, context)
  const older = { ...node, identity: { ...node.identity, definitionHash: hash('older definition') } }
  return newMaterialization({ node: older, partition }, { ...wanted, version: hash(`older ${wanted.version}`) }, made, asOf, context)
}

const provenance = {
  gitCommit: hash('commit').slice(0, 40),
  gitDirty: false,
  node: process.version,
  lockfile: hash('lock file'),
  image: null,
}

/** What the present code and inputs want, where everything upstream was made by `everything`. */
function wantedNow({ graph }: Filling): WantedOf {
  const externals = new Map<string, ExternalState>()
  for (const { inputs } of graph.values()) {
    for (const { kind, asset } of inputs) if (kind === 'external') externals.set(asset, { kind: 'present', version: externalVersion })
  }
  const available = (asset: string, ordinal: number): Available => {
    const node = graph.get(asset)!
    return { kind: 'content', of: rowOf(node, node.partitions.at(ordinal).key) }
  }
  const wide = wideReads(graph, available)
  return async steps =>
    steps.map(step => {
      const context = { graph, externals, loaded: { of: () => nothingMade }, available, wide, forced: false, evenErased: false }
      const judgement = judge(step, context)
      if (judgement.kind !== 'run' || !judgement.wanted) throw new Error(`${step.node.name} ${step.partition.key} is ${judgement.kind}`)
      return judgement.wanted
    })
}

const nothingMade: LoadedAsset = {
  row: () => undefined,
  pointed: () => undefined,
  versions: () => [],
  refusal: () => undefined,
  erasure: () => undefined,
  beforeErasure: () => undefined,
}

/** As its readers see what `everything` makes of a partition. */
function rowOf(node: PlanNode, key: string): Row {
  const { definitionHash, configHash } = node.identity
  const basis = { definitionHash, configHash, contract: null, stored: storedForm(node), inputs: [], dimensions: [], complete: true }
  const { sha256: content } = artifactOf(node.name, key, '')
  return { asset: node.name, partition: key, sequence: 0, version: '', content, basis, windows: [], isLost: false }
}

/** @param salt gives other bytes. */
function audited(node: PlanNode, partition: string, salt: string): Audited {
  const artifact = artifactOf(node.name, partition, salt)
  const { contractHash } = node.identity
  const verdict = contractHash === null ? null : { ok: true, contract: contractHash, subject: artifact.sha256, rows: 100, broken: [] }
  return { kind: 'audited', staged: { artifact, paths: [] }, stored: storedForm(node), verdict }
}

function artifactOf(asset: string, partition: string, salt: string): Audited['staged']['artifact'] {
  const sha256 = hash(`${asset} ${partition} ${salt}`)
  return { members: [{ name: 'part.parquet', sha256, bytes: 2_000 }], sha256, bytes: 2_000, rows: 100 }
}

function storedForm({ asset, decoders }: PlanNode): Audited['stored'] {
  const { name: format, revision, settings } = decoders[0].format
  const { schema = null, absent = [] } = asset.contract ?? {}
  return { format, revision, settings, schema, absent, builtIn: true, code: null }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function* stepsOf(nodes: Iterable<PlanNode>): Generator<Step> {
  for (const node of nodes) for (let ordinal = 0; ordinal < node.partitions.count; ordinal += 1) yield stepOf(node, ordinal)
}

function* groupsOf(steps: Iterable<Step>): Generator<readonly Step[]> {
  let group: Step[] = []
  for (const step of steps) {
    group.push(step)
    if (group.length < groupSize) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
