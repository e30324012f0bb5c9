/** How each asset stands: every partition in exactly one state, from one consistent state of the ledger. */
import { type DefinitionChange, describeChange } from '@varve/partitions'
import type { LedgerSnapshot } from '../ledger/ledger.ts'
import { changedPartitions } from './changed-partitions.ts'
import { erasedOffer } from './erased.ts'
import { isAwaited } from './fix-of-cause.ts'
import { causeOf, isLost, type Judgement, judge, type Offer } from './judge.ts'
import type { DependsOnExternals, Observed } from './looked-at.ts'
import { madeFor } from './made-for.ts'
import type { Externals, PlanGraph, PlanNode } from './node.ts'
import { textOf } from './ordinals-text.ts'

export const states = ['fresh', 'stale', 'missing', 'failed', 'blocked'] as const
export type State = (typeof states)[number]

/** The projection port: how many partitions of each asset stand how. This implementation judges each partition anew. */
export interface Projection {
  standing(environment: string): ReadonlyMap<string, Standing>
}

export interface Standing {
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
  readonly freshness: { readonly state: null; readonly latest: null; readonly expected: null }
  /** For externals: the last look. */
  readonly observed: Observed | null
  /** For assets: the externals by whose last look the states were judged; null where there are none. */
  readonly dependsOn: DependsOnExternals | null
  /** What became of its partitions since a run last planned to make it, as a sentence. */
  readonly changed: string | null
}

export function projection(graph: PlanGraph, snapshot: LedgerSnapshot, externals: Externals): Projection {
  return { standing: environment => standing(graph, snapshot, externals, environment) }
}

export function statusDocument(standing: Standing, dependsOn: DependsOnExternals | null): StatusDocumentAsset {
  const { node, ordinals } = standing
  const record = <T>(of: (state: State) => T) => Object.fromEntries(states.map(state => [state, of(state)])) as Record<State, T>
  return {
    asset: node.name,
    total: node.partitions.count,
    ...record(state => ordinals[state].length),
    ranges: record(state => textOf(node, ordinals[state])),
    erased: textOf(node, standing.erased),
    freshness: { state: null, latest: null, expected: null },
    observed: null,
    dependsOn,
    changed: standing.change ? describeChange(standing.change) : null,
  }
}

function standing(graph: PlanGraph, snapshot: LedgerSnapshot, externals: Externals, environment: string): ReadonlyMap<string, Standing> {
  const losses = snapshot.losses()
  const offers = new Map<string, Offer[]>()
  const offer = (asset: string, ordinal: number): Offer => offers.get(asset)![ordinal]!
  const standings = new Map<string, Standing>()
  for (const node of graph.values()) {
    const current = snapshot.current(environment, node.name)
    const ordinals: Record<State, number[]> = { fresh: [], stale: [], missing: [], failed: [], blocked: [] }
    const offered: Offer[] = []
    const erased: number[] = []
    // Before they are judged: an asset may read its own past.
    offers.set(node.name, offered)
    for (let ordinal = 0; ordinal < node.partitions.count; ordinal += 1) {
      const partition = node.partitions.at(ordinal)
      const now = madeFor(partition, current.get(partition.key))
      const context = { graph, externals, snapshot, losses, environment, offer, forced: false, evenErased: false }
      const judgement = judge(node, ordinal, now, context)
      const state = stateOf(judgement, now !== undefined && !isLost(now, losses))
      ordinals[state].push(ordinal)
      const by = state === 'blocked' || state === 'failed' ? causeOf(node, ordinal, judgement) : undefined
      if (judgement.kind === 'erased') {
        erased.push(ordinal)
        offered.push(erasedOffer(judgement.erasure, partition, snapshot, environment))
      } else if (by) offered.push({ kind: 'blocked', by })
      else offered.push(now ? { kind: 'content', of: now } : { kind: 'missing' })
    }
    standings.set(node.name, { node, ordinals, erased, change: changedPartitions(node, snapshot, environment) })
  }
  return standings
}

function stateOf(judgement: Judgement, exists: boolean): State {
  switch (judgement.kind) {
    case 'fresh':
      return 'fresh'
    case 'refused':
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
