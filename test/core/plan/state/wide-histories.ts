/** Histories of assets that read hundreds of partitions: what was kept of their reads never makes a state or a plan another. */
import type { Ledger } from '../../../../packages/core/src/ledger/ledger.ts'
import type { NewState } from '../../../../packages/core/src/ledger/state.ts'
import { leasing, minute, start } from '../../../../packages/core/src/ledger/suite/cases.ts'
import { withSnapshot } from '../../../../packages/core/src/ledger/with-snapshot.ts'
import { stepOf } from '../../../../packages/core/src/plan/step.ts'
import { drawFrom } from './draw.ts'
import {
  anyStep,
  changeExternal,
  type Events,
  environments,
  erase,
  fail,
  findWhole,
  type History,
  happen,
  lose,
  makeSomething,
  makeWhatIsWanted,
  moveBack,
  newMaterialization,
  pass,
  publishMade,
  runOf,
} from './events.ts'
import { expectStates } from './histories.ts'
import { expectPlan } from './plans.ts'
import { judgeEverything } from './reference.ts'
import { anyTenant, newWideWorld } from './wide-world.ts'
import { graphIn } from './world.ts'

/** @param ledger an empty one. */
export async function expectWideHistory(seed: number, ledger: Ledger, looks = 6): Promise<void> {
  const draw = drawFrom(seed)
  for (const environment of environments) await start(ledger, runOf(environment), {}, environment)
  const history: History = { world: newWideWorld(draw), ledger, draw, contents: 400, made: 0 }
  await makeAll(history)
  let toKeep = await expectStates(history, 'main', `seed ${seed}, at first`)
  await ledger.keepStates('main', toKeep)
  for (let look = 0; look < looks; look += 1) {
    const between = 1 + draw.below(3)
    for (let event = 0; event < between; event += 1) await happen(history, events)
    const place = `seed ${seed}, look ${look}`
    const environment = draw.chance(0.9) ? 'main' : 'trial'
    toKeep = await expectStates(history, environment, place)
    if (draw.chance(0.05)) await ledger.keepStates(environment, toKeep.map(forgotten))
    else if (draw.chance(0.8)) await ledger.keepStates(environment, toKeep)
    if (draw.chance(0.4)) {
      const planned = await expectPlan(history, place)
      if (draw.chance(0.5)) await ledger.keepStates(planned.environment, planned.toKeep)
    }
  }
}

/** As another Varve keeps them, which this one cannot go on from. */
function forgotten(state: NewState): NewState {
  return { ...state, identity: 'of another version', before: null }
}

/** Each asset by what is wanted of it, in one transaction. */
export async function makeAll(history: History): Promise<void> {
  const { world, ledger } = history
  const graph = graphIn(world)
  for (const name of graph.keys()) {
    const judged = await withSnapshot(ledger, snapshot => judgeEverything(graph, world.externals, 'main', snapshot))
    const wanted = judged.get(name)!.flatMap(({ judgement }, ordinal) => {
      const step = stepOf(graph.get(name)!, ordinal)
      return judgement.kind === 'run' && judgement.wanted ? [{ step, version: judgement.wanted.version }] : []
    })
    const keys = wanted.map(({ step, version }) => ({ asset: name, partition: step.partition.key, version }))
    const leases = await ledger.lease(leasing('r1', keys))
    const items = wanted.map(({ step, version }, index) => {
      const lease = leases[index] as Extract<(typeof leases)[number], { readonly token: unknown }>
      return { kind: 'materialize' as const, lease, materialization: newMaterialization(history, step, version, 'r1'), expected: null }
    })
    await ledger.publish({ run: 'r1', environment: 'main', at: minute(1), items })
  }
}

const events: Events = [
  [6, makeSomething],
  [4, makeSameBytes],
  [2, makeWhatIsWanted],
  [6, makeReaders],
  [3, fail],
  [2, moveBack],
  [2, lose],
  [2, findWhole],
  [2, erase],
  [3, pass],
  [2, changeTenants],
  [3, edit],
  [2, readOtherwise],
  [3, breakRaw],
  [1, changeFeed],
]

/** Those that are stale or missing are fresh then. */
async function makeReaders(history: History): Promise<void> {
  const { world, ledger } = history
  const graph = graphIn(world)
  const judged = await withSnapshot(ledger, snapshot => judgeEverything(graph, world.externals, 'main', snapshot))
  for (const name of ['reader0', 'reader1', 'reader2']) {
    for (const [ordinal, { judgement }] of judged.get(name)!.entries()) {
      if (judgement.kind !== 'run' || !judgement.wanted) continue
      await publishMade(history, 'main', stepOf(graph.get(name)!, ordinal), judgement.wanted.version)
    }
  }
}

/** Another version whose bytes are those of what is current. */
async function makeSameBytes(history: History): Promise<void> {
  const step = anyStep(history)
  if (!step) return
  const place = { environment: 'main', asset: step.node.name, partition: step.partition.key }
  const [current] = await withSnapshot(history.ledger, snapshot => snapshot.current([place]))
  await publishMade(history, 'main', step, history.draw.chance(0.5) ? 'ab'.repeat(32) : 'cd'.repeat(32), current?.artifact.sha256)
}

function changeTenants({ world: { tenants }, draw }: History): void {
  const key = anyTenant(draw)
  if (!tenants.delete(key)) tenants.add(key)
}

/** Bytes of the source become other values, or those of before; sometimes its readers' code is another too. */
function readOtherwise({ world: { assets }, draw }: History): void {
  for (const [name, spec] of assets) {
    if (name === 'source') assets.set(name, { ...spec, revision: 1 + draw.below(2) })
    else if (draw.chance(0.5)) assets.set(name, { ...spec, code: 1 + draw.below(2) })
  }
}

/** Some partitions of the source cannot be made, or can be again, and nothing is recorded of the source. */
async function breakRaw(history: History): Promise<void> {
  const { assets } = history.world
  const raw = assets.get('raw')
  if (!raw) return
  assets.set('raw', { ...raw, code: 3 - raw.code })
  await fail(history, ['raw'], 0.03)
}

function changeFeed(history: History): void {
  if (Object.hasOwn(history.world.assets.get('source')!.reads, 'feed')) changeExternal(history)
}

function edit({ world, draw }: History): void {
  const name = draw.one([...world.assets.keys()])
  const spec = world.assets.get(name)!
  const edited = draw.one([
    { code: 1 + draw.below(2) },
    { contract: draw.one([null, 1]) },
    { revision: 1 + draw.below(2) },
    { revision: 1 + draw.below(2) },
    { isCodeKnown: draw.chance(0.7) },
  ])
  world.assets.set(name, { ...spec, ...edited })
}
