/** Histories drawn from seeds: after every few events the states found from what was kept are compared with judging everything. */
import { ordinals } from '@varve/partitions'
import { expect } from 'vitest'
import type { Ledger } from '../../../../packages/core/src/ledger/ledger.ts'
import type { NewState } from '../../../../packages/core/src/ledger/state.ts'
import { start } from '../../../../packages/core/src/ledger/suite/cases.ts'
import { withSnapshot } from '../../../../packages/core/src/ledger/with-snapshot.ts'
import { type AssetStates, states } from '../../../../packages/core/src/plan/state/asset-states.ts'
import { entriesOf } from '../../../../packages/core/src/plan/state/entries-of.ts'
import { statesOf } from '../../../../packages/core/src/plan/state/states-of.ts'
import { withUpstream } from '../../../../packages/core/src/plan/upstream-of.ts'
import { drawFrom } from './draw.ts'
import { environments, type History, happen, runOf } from './events.ts'
import { type JudgedPartition, judgeEverything } from './reference.ts'
import { graphIn, newWorld } from './world.ts'

/** @param ledger an empty one. */
export async function expectStatesOfHistory(seed: number, ledger: Ledger, looks = 12): Promise<void> {
  const draw = drawFrom(seed)
  for (const environment of environments) await start(ledger, runOf(environment), {}, environment)
  const history: History = { world: newWorld(draw), ledger, draw, contents: 4, made: 0 }
  /** What another process found at an earlier time and keeps only now. */
  let late: { readonly environment: string; readonly toKeep: readonly NewState[] } | undefined
  for (let look = 0; look < looks; look += 1) {
    const between = draw.below(4)
    for (let event = 0; event < between; event += 1) await happen(history)
    const environment = draw.one(environments)
    const toKeep = await expectStates(history, environment, `seed ${seed}, look ${look}`)
    if (late && draw.chance(0.5)) {
      await ledger.keepStates(late.environment, late.toKeep)
      late = undefined
    }
    // A crash leaves what was kept before.
    if (draw.chance(0.7)) await ledger.keepStates(environment, toKeep)
    else if (draw.chance(0.5)) late = { environment, toKeep }
  }
}

/** @returns what would be kept. */
export async function expectStates({ world, ledger, draw }: History, environment: string, place: string): Promise<readonly NewState[]> {
  const graph = graphIn(world)
  const externals = new Map(world.externals)
  const names = draw.chance(0.5) ? [...graph.keys()] : [draw.one([...graph.keys()])]
  const { found, wanted } = await withSnapshot(ledger, async snapshot => {
    const entries = await entriesOf(snapshot, environment)
    return {
      found: await statesOf({ graph, nodes: withUpstream(graph, names), externals, environment, snapshot, entries }),
      wanted: await judgeEverything(graph, externals, environment, snapshot),
    }
  })
  for (const [name, states] of found.states) {
    expect(textOf(states), `${place}: ${name} in ${environment}`).toEqual(wantedText(states, wanted.get(name)!))
  }
  return found.toKeep
}

type StateByKey = Readonly<Record<string, string>>

function textOf(assetStates: AssetStates): StateByKey {
  const { node, erased } = assetStates
  const found: Record<string, string> = {}
  for (const state of states) {
    for (const ordinal of ordinals(assetStates[state])) {
      const { key } = node.partitions.at(ordinal)
      found[key] = key in found ? `${found[key]} and ${state}` : state
    }
  }
  for (const ordinal of ordinals(erased)) found[node.partitions.at(ordinal).key] += ', erased'
  return found
}

function wantedText({ node }: AssetStates, judged: readonly JudgedPartition[]): StateByKey {
  return Object.fromEntries(judged.map(({ state }, ordinal) => [node.partitions.at(ordinal).key, state]))
}
