/** The states of assets: from what was kept, what moved since, and judging that alone. */
import { everything } from '@varve/partitions'
import type { AssetEntry } from '../../ledger/snapshot.ts'
import type { NewState } from '../../ledger/state.ts'
import type { PlanNode } from '../node.ts'
import { upstreamOf } from '../upstream-of.ts'
import type { ChunksOf } from '../whole-chunks.ts'
import type { AssetStates } from './asset-states.ts'
import { heldChunks } from './held-chunks.ts'
import { stateIdentity } from './identity.ts'
import { allOf, differing, judgedAgain, readersOfUnreadable } from './judged-again.ts'
import { judging } from './judging.ts'
import { type Kept, keptOf, keptStates } from './kept.ts'
import { movedSince } from './moved-since.ts'
import { newState } from './new-state.ts'
import type { StatesRequest } from './states-request.ts'
import { unreadableTexts } from './unreadable.ts'

export interface StatesFound {
  readonly states: ReadonlyMap<string, AssetStates>
  /** What is worth keeping: the next look begins there. */
  readonly toKeep: readonly NewState[]
  /** Of what is available now, as far as it was looked at. */
  readonly chunksOf: ChunksOf
}

export async function statesOf(request: StatesRequest): Promise<StatesFound> {
  const { graph, nodes, externals, snapshot, entries } = request
  const identities = new Map(nodes.map(node => [node.name, stateIdentity(node, graph)]))
  const kept = new Map<string, Kept>()
  for (const node of nodes) {
    const found = keptOf(node, graph, identities.get(node.name)!, entries.get(node.name)?.state)
    if (found) kept.set(node.name, found)
  }
  const moved = await movedSince(nodes, graph, kept, entries, snapshot)
  const again = new Map(nodes.map(node => [node.name, judgedAgain(node, kept.get(node.name)?.body, { graph, externals, moved })]))

  const states = new Map<string, AssetStates>()
  const unreadable = unreadableTexts(states)
  const chunks = heldChunks(graph, kept, moved)
  const judgedNow = new Set<string>()
  const work = judging(request, again, states, chunks)
  for (const node of nodes) {
    const { name } = node
    const before = kept.get(name)
    const judged = before
      ? allOf(node, [again.get(name)!, readersOfUnreadable(node, before.body, graph, unreadable)])
      : everything(node.partitions)
    const statesBefore = before && keptStates(node, before)
    if (statesBefore && judged.count === 0) states.set(name, statesBefore)
    else {
      const found = await work.judge(node, judged, statesBefore)
      states.set(name, found)
      judgedNow.add(name)
      if (statesBefore) chunks.drop(name, differing(statesBefore.unreadable, found.unreadable))
    }
  }
  const toKeep = nodes.flatMap((node): NewState[] => {
    const { name } = node
    const [identity, before] = [identities.get(name)!, kept.get(name)]
    const isKept = before && !judgedNow.has(name) && !isBehind(node, before, request) && !chunks.areOthers(name)
    if (identity === null || isKept) return []
    const judged = { identity, before: entries.get(name)?.state ?? null, states: states.get(name)!, unreadable, chunks: chunks.of(name) }
    return [newState(node, judged, request)]
  })
  return { states, toKeep, chunksOf: chunks.of }
}

/** Whether there are events that the kept states do not know, even if none of them mattered: they would be asked about each time. */
function isBehind(node: PlanNode, { sequence }: Kept, { graph, entries }: StatesRequest): boolean {
  if (isAfter(entries.get(node.name))) return true
  return upstreamOf(node, graph).some(({ upstream }) => isAfter(entries.get(upstream.name)))

  function isAfter(entry: AssetEntry | undefined): boolean {
    return entry !== undefined && entry.head > sequence
  }
}
