/** Plans against what judging every partition gives. */
import { everything } from '@varve/partitions'
import { expect } from 'vitest'
import type { LedgerSnapshot } from '../../../../packages/core/src/ledger/snapshot.ts'
import type { NewState } from '../../../../packages/core/src/ledger/state.ts'
import { withSnapshot } from '../../../../packages/core/src/ledger/with-snapshot.ts'
import type { AvailableAt } from '../../../../packages/core/src/plan/available.ts'
import { buildPlan, type PlanRequest } from '../../../../packages/core/src/plan/build/build-plan.ts'
import { newPlanning, type Planning, planAsset } from '../../../../packages/core/src/plan/build/plan-asset.ts'
import { asksForErased, erasedAvailability } from '../../../../packages/core/src/plan/erased.ts'
import type { JudgeContext } from '../../../../packages/core/src/plan/judge.ts'
import { loading } from '../../../../packages/core/src/plan/loading.ts'
import type { Externals, PlanGraph } from '../../../../packages/core/src/plan/node.ts'
import type { Plan } from '../../../../packages/core/src/plan/plan.ts'
import { wideReads } from '../../../../packages/core/src/plan/wide-reads.ts'
import type { Draw } from './draw.ts'
import { environments, type History } from './events.ts'
import { graphIn } from './world.ts'

export interface PlanExpected {
  readonly environment: string
  readonly toKeep: readonly NewState[]
}

/** Of what is drawn. */
export async function expectPlan({ world, ledger, draw }: History, place: string): Promise<PlanExpected> {
  const graph = graphIn(world)
  const externals = new Map(world.externals)
  const request = requestOf(graph, draw)
  const toKeep = await withSnapshot(ledger, async snapshot => {
    const built = await buildPlan(graph, snapshot, externals, request)
    const wanted = await planEverything(built.plan, { graph, externals, request, snapshot })
    for (const { node, ...found } of built.plan.assets) {
      const { steps, rejected, erased, blocked } = wanted.get(node.name)!
      const expected = { steps, rejected, erased, blocked: new Map([...blocked].map(([ordinal, { by }]) => [ordinal, by])) }
      expect(textOf(found), `${place}: ${node.name}`).toEqual(textOf(expected))
    }
    return built.toKeep
  })
  return { environment: request.environment, toKeep }
}

function requestOf(graph: PlanGraph, draw: Draw): PlanRequest {
  const names = [...graph.keys()]
  const named = draw.chance(0.3) ? names : [draw.one(names)]
  return {
    named,
    reached: draw.chance(0.4) ? [] : names.filter(name => !named.includes(name) && draw.chance(0.6)),
    partitions: draw.one([undefined, undefined, 'missing', 'stale', '*']),
    environment: draw.one(environments),
    force: draw.chance(0.3),
  }
}

interface Given {
  readonly graph: PlanGraph
  readonly externals: Externals
  readonly request: PlanRequest
  readonly snapshot: Pick<LedgerSnapshot, 'judged'>
}

/** In the plainest way: every partition of every asset, by what the plan makes of those before it. */
async function planEverything({ assets }: Plan, { graph, externals, request, snapshot }: Given): Promise<ReadonlyMap<string, Planning>> {
  const selected = new Map(assets.map(asset => [asset.node.name, asset.selected]))
  const planned = new Map<string, Planning>()
  const loaded = loading(asked => snapshot.judged(asked), request.environment)
  await loaded.require(
    [...graph.values()].map(node => ({ node, current: everything(node.partitions), others: everything(node.partitions) })),
  )
  const available: AvailableAt = (asset, ordinal) => {
    const { steps, causes } = planned.get(asset)!
    const step = steps.get(ordinal)
    if (step) return step.kind === 'reuse' ? { kind: 'content', of: step.to } : { kind: 'possible' }
    const by = causes.get(ordinal)
    if (by) return { kind: 'blocked', by }
    const of = loaded.of(asset)
    const [row, erasure] = [of.row(ordinal), of.erasure(ordinal)]
    if (row) return { kind: 'content', of: row }
    return erasure ? erasedAvailability(erasure, of.beforeErasure(ordinal)) : { kind: 'missing' }
  }
  const wide = wideReads(graph, available)
  const unforced: JudgeContext = { graph, externals, loaded, available, wide, forced: false, evenErased: false }
  for (const node of graph.values()) {
    const planning = newPlanning()
    planned.set(node.name, planning)
    const forced = { ...unforced, forced: request.force, evenErased: asksForErased(node, request) }
    planAsset(node, everything(node.partitions), selected.get(node.name), { unforced, forced }, planning)
  }
  return planned
}

type Found = Pick<Plan['assets'][number], 'steps' | 'rejected' | 'erased' | 'blocked'>

function textOf({ steps, rejected, erased, blocked }: Found): Record<string, readonly unknown[]> {
  return {
    steps: [...steps].map(([ordinal, step]) => [ordinal, step.kind, step.reason, step.kind === 'reuse' ? step.to.sequence : null]),
    rejected: [...rejected].map(([ordinal, { sequence }]) => [ordinal, sequence]),
    erased: [...erased].map(([ordinal, { sequence }]) => [ordinal, sequence]),
    blocked: [...blocked],
  }
}
