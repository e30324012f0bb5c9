/** What happens in a ledger between two looks: partitions are made, fail, are lost, erased, moved; and whose project is edited meanwhile. */
import { artifactOf } from '../../../../packages/core/src/io/artifact.ts'
import type { Lease, Ledger, NewMaterialization, PublishItem } from '../../../../packages/core/src/ledger/ledger.ts'
import { hashOf, leasing, minute } from '../../../../packages/core/src/ledger/suite/cases.ts'
import { withSnapshot } from '../../../../packages/core/src/ledger/with-snapshot.ts'
import type { PlanNode } from '../../../../packages/core/src/plan/node.ts'
import { type Step, stepOf } from '../../../../packages/core/src/plan/step.ts'
import { windowsOf } from '../../../../packages/core/src/version/partition-windows.ts'
import { hexOf } from '../plan-cases.ts'
import type { Draw } from './draw.ts'
import { judgeEverything } from './reference.ts'
import { type AssetSpec, dropWhatDoesNotFit, externalNames, graphIn, newAsset, reloadSets, type World } from './world.ts'

export interface History {
  readonly world: World
  readonly ledger: Ledger
  readonly draw: Draw
  /** How many different bytes there are: where they are few, several partitions hold the same, and an edit may give the same again. */
  readonly contents: number
  /** Counts what is made, so that each has an id of its own. */
  made: number
}

export const environments: readonly string[] = ['main', 'trial']

/** Runs hold the leases; one for each environment. */
export const runOf = (environment: string): string => (environment === 'main' ? 'r1' : 'r2')

export async function happen(history: History, among: Events = events): Promise<void> {
  const { draw } = history
  const [event] = drawn(among, draw)
  await event(history)
}

/** Each as often as its weight says. */
export type Events = readonly (readonly [weight: number, Event])[]

type Event = (history: History) => Promise<void> | void

function drawn(among: Events, draw: Draw): readonly [Event] {
  const total = among.reduce((sum, [weight]) => sum + weight, 0)
  let left = draw.below(total)
  for (const [weight, event] of among) {
    if (left < weight) return [event]
    left -= weight
  }
  throw new Error('there is an event for each number')
}

const events: Events = [
  [16, makeWhatIsWanted],
  [4, makeSomething],
  [3, fail],
  [3, moveBack],
  [3, lose],
  [2, findWhole],
  [2, erase],
  [4, pass],
  [3, changeExternal],
  [2, changeKeys],
  [1, changeHolidays],
  [3, edit],
]

/** As a run does: in order, each by what is wanted; some of them fail or are left out. */
export async function makeWhatIsWanted(history: History): Promise<void> {
  const { world, ledger, draw } = history
  const environment = draw.one(environments)
  const share = draw.one([0.4, 1, 1])
  for (const name of world.assets.keys()) {
    const graph = graphIn(world)
    const judged = await withSnapshot(ledger, snapshot => judgeEverything(graph, new Map(world.externals), environment, snapshot))
    for (const [ordinal, { judgement }] of judged.get(name)!.entries()) {
      if (!draw.chance(share)) continue
      const step = stepOf(graph.get(name)!, ordinal)
      if (judgement.kind === 'reuse') await publish(history, environment, step, to => ({ kind: 'move', ...to, to: judgement.to.sequence }))
      else if (judgement.kind === 'run' && judgement.wanted) await attempt(history, environment, step, judgement.wanted.version)
    }
  }
}

async function attempt(history: History, environment: string, step: Step, version: string): Promise<void> {
  const { ledger, draw } = history
  if (draw.chance(0.96)) return publishMade(history, environment, step, version)
  const lease = await leaseFor(ledger, environment, step, version)
  const kind = draw.one(['failed', 'rejected'] as const)
  const { contractHash } = step.node.identity
  await ledger.refuse(
    {
      kind,
      asset: lease.asset,
      partition: lease.partition,
      version,
      contract: kind === 'rejected' ? (contractHash ?? hashOf('another contract')) : null,
      code: kind === 'rejected' ? 'CONTRACT_BROKEN' : 'USER_CODE_FAILED',
      message: 'it did not work',
      verdict: null,
      quarantine: null,
      run: lease.run,
      at: minute(1),
    },
    lease,
  )
  await ledger.release([lease])
}

/** What other code made, or other inputs; also of partitions that there are no more. */
export async function makeSomething(history: History): Promise<void> {
  const step = anyStep(history)
  if (step) await publishMade(history, history.draw.one(environments), step, hexOf(`version ${history.draw.below(3)}`))
}

export async function fail(history: History, among: readonly string[] = [...history.world.assets.keys()], share = 0.5): Promise<void> {
  const { world, ledger, draw } = history
  const environment = draw.one(environments)
  const graph = graphIn(world)
  const judged = await withSnapshot(ledger, snapshot => judgeEverything(graph, new Map(world.externals), environment, snapshot))
  const name = draw.one(among)
  for (const [ordinal, { judgement }] of judged.get(name)!.entries()) {
    if (judgement.kind !== 'run' || !judgement.wanted || !draw.chance(share)) continue
    await attempt(
      { ...history, draw: { ...draw, chance: () => false } },
      environment,
      stepOf(graph.get(name)!, ordinal),
      judgement.wanted.version,
    )
  }
}

export async function moveBack(history: History): Promise<void> {
  const { ledger, draw } = history
  const step = anyStep(history)
  if (!step) return
  const earlier = await withSnapshot(ledger, snapshot => snapshot.history(step.node.name, step.partition.key))
  const erased = await withSnapshot(ledger, snapshot => snapshot.erasures())
  const kept = earlier.filter(
    ({ asset, partition, sequence }) => !erased.some(one => one.asset === asset && one.partition === partition && one.sequence > sequence),
  )
  if (kept.length > 0) await publish(history, draw.one(environments), step, to => ({ kind: 'move', ...to, to: draw.one(kept).sequence }))
}

export async function lose({ ledger, draw, contents }: History): Promise<void> {
  await ledger.noteLoss([{ sha256: contentOf(draw.below(contents)), found: draw.one(['missing', 'corrupt']) }], minute(2))
}

export async function findWhole({ ledger, draw, contents }: History): Promise<void> {
  await ledger.noteWhole([contentOf(draw.below(contents))], minute(2))
}

export async function erase(history: History): Promise<void> {
  const { ledger } = history
  const step = anyStep(history)
  if (!step) return
  const { name } = step.node
  const { key } = step.partition
  const { asOf, members } = await withSnapshot(ledger, async snapshot => {
    const made = await snapshot.history(name, key)
    const hashes = made.flatMap(({ artifact }) => artifact.members.map(({ sha256 }) => sha256))
    return { asOf: snapshot.sequence, members: [...new Set(hashes)] }
  })
  if (members.length === 0) return
  const by = { user: null, host: 'here' }
  const erasure = { asset: name, partition: key, path: null, reason: 'asked', by, members, bytes: 1, quarantined: 0, at: minute(3) }
  await ledger.erase({ run: 'r1', erasures: [erasure], asOf })
  await ledger.settleRemovals('r1')
}

export function pass({ world, draw }: History): void {
  world.now += (draw.chance(0.9) ? 1 + draw.below(2) : -1) * 86_400_000
}

export function changeExternal({ world, draw }: History): void {
  const version = `v${draw.below(2)}`
  world.externals.set(
    draw.one(externalNames),
    draw.one([
      { kind: 'present', version },
      { kind: 'present', version },
      { kind: 'absent', description: 'a file' },
      { kind: 'unreadable', code: 'EXTERNAL_CHANGED', message: 'it cannot be read' },
      { kind: 'rejected', version, message: 'it breaks its contract', quarantine: null },
    ]),
  )
}

function changeKeys({ world: { tenants }, draw }: History): void {
  const key = draw.one(['acme', 'bolt', 'core'])
  if (!tenants.delete(key)) tenants.add(key)
}

function changeHolidays({ world, draw }: History): void {
  const date = draw.one(['2000-12-30', '2000-12-31', '2001-01-01', '2001-01-02', '2001-01-04', '2001-01-06'])
  if (!world.holidays.delete(date)) world.holidays.add(date)
  reloadSets(world)
}

function edit({ world, draw }: History): void {
  const name = draw.one([...world.assets.keys()])
  const spec = world.assets.get(name)!
  const edits: readonly (() => AssetSpec)[] = [
    () => ({ ...spec, code: 1 + draw.below(2) }),
    () => ({ ...spec, contract: draw.one([null, 1, 2]) }),
    () => ({ ...spec, revision: 1 + draw.below(2) }),
    () => ({ ...spec, reads: newAsset(world, name, draw, spec.partitions).reads }),
    () => newAsset(world, name, draw),
  ]
  world.assets.set(name, draw.one(edits)())
  dropWhatDoesNotFit(world)
}

export function anyStep({ world, draw }: History): Step | undefined {
  const graph = graphIn(world)
  const node: PlanNode = graph.get(draw.one([...graph.keys()]))!
  return node.partitions.count === 0 ? undefined : stepOf(node, draw.below(node.partitions.count))
}

function contentOf(number: number): string {
  return hexOf(`content ${number}`)
}

export async function publishMade(history: History, environment: string, step: Step, version: string, content?: string): Promise<void> {
  const { ledger, draw } = history
  const lease = await leaseFor(ledger, environment, step, version)
  const materialization = newMaterialization(history, step, version, lease.run, content)
  await publish(history, environment, step, () => ({ kind: 'materialize', lease, materialization }))
  if (draw.chance(0.03)) await ledger.noteLoss([{ sha256: materialization.artifact.sha256, found: 'missing' }], minute(2))
}

export function newMaterialization(
  history: History,
  { node, partition }: Step,
  version: string,
  run: string,
  content = contentOf(history.draw.below(history.contents)),
): NewMaterialization {
  const { draw } = history
  const { definitionHash, configHash, contractHash } = node.identity
  history.made += 1
  const verdict = { ok: draw.chance(0.98), contract: contractHash ?? '', subject: null, rows: 1, broken: [] }
  const nothing = { partitions: '', missing: '', short: false, environment: 'main', asOf: 0, external: null }
  return {
    id: hexOf(`made ${history.made}`).slice(0, 20),
    asset: node.name,
    partition: partition.key,
    windows: draw.chance(0.02) ? null : windowsOf(partition),
    version,
    definitionHash: draw.chance(0.97) ? definitionHash : hexOf('other code'),
    codeVersion: null,
    configHash,
    config: {},
    artifact: artifactOf([{ name: 'part.json', sha256: content, bytes: 1 }], 1),
    stored: draw.chance(0.02) ? null : { format: 'json', revision: 1, settings: {}, schema: null, absent: [], builtIn: true, code: null },
    folder: `${node.name}/config/${partition.key}`,
    contract: contractHash === null ? null : { hash: contractHash, verdict },
    run,
    createdAt: minute(1),
    provenance: { gitCommit: null, gitDirty: null, node: '20.19.0', lockfile: null, image: null },
    lineage: node.inputs.map(({ name, asset }) => ({ input: name, asset, mapping: 'same', ...nothing })),
    complete: true,
  }
}

type Item = PublishItem extends infer Kind ? (Kind extends { expected: unknown } ? Omit<Kind, 'expected'> : never) : never

async function publish(
  { ledger }: History,
  environment: string,
  { node, partition }: Step,
  itemOf: (place: { readonly asset: string; readonly partition: string }) => Item,
): Promise<void> {
  const place = { asset: node.name, partition: partition.key }
  const [current] = await withSnapshot(ledger, snapshot => snapshot.current([{ environment, ...place }]))
  const item = { ...itemOf(place), expected: current?.sequence ?? null } as PublishItem
  await ledger.publish({ run: runOf(environment), environment, at: minute(1), items: [item] })
}

export async function leaseFor(ledger: Ledger, environment: string, { node, partition }: Step, version: string): Promise<Lease> {
  const keys = [{ asset: node.name, partition: partition.key, version }]
  const [lease] = await ledger.lease(leasing(runOf(environment), keys, environment))
  return lease as Lease
}
