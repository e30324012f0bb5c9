/** The state of each asset: every partition in exactly one, from one consistent look at the ledger. */
import { type DefinitionChange, describeChange } from '@varve/partitions'
import { changedPartitions } from './changed-partitions.ts'
import { erasedAvailability } from './erased.ts'
import { isAwaited } from './fix-of-cause.ts'
import { type Available, causeOf, isLost, type Judgement, judge } from './judge.ts'
import type { DependsOnExternals, Observed } from './looked-at.ts'
import { madeFor } from './made-for.ts'
import type { Externals, PlanGraph, PlanNode } from './node.ts'
import { textOf } from './ordinals-text.ts'
import type { PlanSnapshot } from './plan-snapshot.ts'
import { stepOf } from './step.ts'

export const states = ['fresh', 'stale', 'missing', 'failed', 'blocked'] as const
export type State = (typeof states)[number]

/** The projection port: the partitions of each asset by state. This implementation judges each partition anew. */
export interface Projection {
  states(environment: string): ReadonlyMap<string, AssetStates>
}

export interface AssetStates {
  readonly node: PlanNode
  readonly ordinals: Readonly<Record<State, readonly number[]>>
  /** Among the missing. */
  readonly erased: readonly number[]
  readonly change: DefinitionChange | undefined
}

export interface StatusDocument {
  readonly environment: string
  readonly assets: readonly StatusDocumentAsset[]
}

export interface StatusDocumentAsset {
  readonly asset: string
  readonly total: number
  readonly fresh: number
  readonly stale: number
  readonly missing: number
  readonly failed: number
  readonly blocked: number
  readonly ranges: Readonly<Record<State, string>>
  /** Those of the missing that were erased: they are made again only where that is asked for. */
  readonly erased: string
  /** Freshness rules are not built yet. */
  /** For externals: the last look. */
  readonly observed: Observed | null
  /** For assets: the externals by whose last look the states were judged; null where there are none. */
  readonly dependsOn: DependsOnExternals | null
  /** What became of its partitions since a run last planned to make it, as a sentence. */
  readonly changed: string | null
}

export function projection(graph: PlanGraph, snapshot: PlanSnapshot, externals: Externals): Projection {
  return { states: environment => statesOf(graph, snapshot, externals, environment) }
}

export function statusDocument(asset: AssetStates, dependsOn: DependsOnExternals | null): StatusDocumentAsset {
  const { node, ordinals } = asset
  const record = <T>(of: (state: State) => T) => Object.fromEntries(states.map(state => [state, of(state)])) as Record<State, T>
  return {
    asset: node.name,
    total: node.partitions.count,
    ...record(state => ordinals[state].length),
    ranges: record(state => textOf(node, ordinals[state])),
    erased: textOf(node, asset.erased),
    observed: null,
    dependsOn,
    changed: asset.change ? describeChange(asset.change) : null,
  }
}

function statesOf(graph: PlanGraph, snapshot: PlanSnapshot, externals: Externals, environment: string): ReadonlyMap<string, AssetStates> {
  const losses = snapshot.losses()
  const availability = new Map<string, Available[]>()
  const available = (asset: string, ordinal: number): Available => availability.get(asset)![ordinal]!
  const byAsset = new Map<string, AssetStates>()
  for (const node of graph.values()) {
    const current = snapshot.current(environment, node.name)
    const ordinals: Record<State, number[]> = { fresh: [], stale: [], missing: [], failed: [], blocked: [] }
    const ofAsset: Available[] = []
    const erased: number[] = []
    // Before they are judged: an asset may read its own past.
    availability.set(node.name, ofAsset)
    for (let ordinal = 0; ordinal < node.partitions.count; ordinal += 1) {
      const step = stepOf(node, ordinal)
      const { partition } = step
      const now = madeFor(partition, current.get(partition.key))
      const context = { graph, externals, snapshot, losses, environment, available, forced: false, evenErased: false }
      const judgement = judge(step, now, context)
      const state = stateOf(judgement, now !== undefined && !isLost(now, losses))
      ordinals[state].push(ordinal)
      const by = state === 'blocked' || state === 'failed' ? causeOf(step, judgement) : undefined
      if (judgement.kind === 'erased') {
        erased.push(ordinal)
        ofAsset.push(erasedAvailability(judgement.erasure, partition, snapshot, environment))
      } else if (by) ofAsset.push({ kind: 'blocked', by })
      else ofAsset.push(now ? { kind: 'content', of: now } : { kind: 'missing' })
    }
    byAsset.set(node.name, { node, ordinals, erased, change: changedPartitions(node, snapshot, environment) })
  }
  return byAsset
}

function stateOf(judgement: Judgement, exists: boolean): State {
  switch (judgement.kind) {
    case 'fresh':
      return 'fresh'
    case 'rejected':
      return 'failed'
    case 'blocked':
      if (!isAwaited(judgement.by.code)) return 'blocked'
      return exists ? 'stale' : 'missing'
    case 'run':
      if (judgement.failed) return 'failed'
      return exists ? 'stale' : 'missing'
    default:
      return exists ? 'stale' : 'missing'
  }
}
