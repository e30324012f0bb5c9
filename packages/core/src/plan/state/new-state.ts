/** The states of an asset as they are kept. */
import { formatSubset, type PartitionSubset } from '@varve/partitions'
import type { KeptState, NewState } from '../../ledger/state.ts'
import type { PlanNode } from '../node.ts'
import { upstreamOf } from '../upstream-of.ts'
import type { WholeChunk } from '../whole-chunks.ts'
import { type AssetStates, namedStates } from './asset-states.ts'
import { encodeBody, type StateBody } from './body.ts'
import { chunksBody } from './chunks-body.ts'
import { externalText } from './external-text.ts'
import { extentOf } from './kept.ts'
import type { StatesRequest } from './states-request.ts'

export interface Judged {
  readonly identity: string
  /** What is kept now, whatever it is. */
  readonly before: KeptState | null
  readonly states: AssetStates
  /** @see readersOfUnreadable */
  readonly unreadable: (asset: string) => string
  readonly chunks: readonly WholeChunk[]
}

export function newState(node: PlanNode, { identity, before, states, unreadable, chunks }: Judged, request: StatesRequest): NewState {
  const { graph, externals, snapshot } = request
  const body: StateBody = {
    own: extentOf(node.partitions),
    subsets: Object.fromEntries(namedStates.map(state => [state, textOf(states[state])])) as StateBody['subsets'],
    externals: node.inputs.flatMap(input => (input.kind === 'external' ? [externalText(input.asset, externals)] : [])),
    upstream: upstreamOf(node, graph).map(({ upstream: { name, partitions } }) => ({
      ...extentOf(partitions),
      unreadable: name === node.name ? '' : unreadable(name),
    })),
    chunks: chunksBody(node, chunks),
  }
  return {
    asset: node.name,
    identity,
    sequence: snapshot.sequence,
    body: encodeBody(body),
    before: before?.identity === identity ? before.sequence : null,
  }
}

function textOf(subset: PartitionSubset): string {
  return subset.count === 0 ? '' : formatSubset(subset)
}
