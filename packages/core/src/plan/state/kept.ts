/** States of an asset that were kept and can be gone on from. */
import { type PartitionsAsOf, parseSubset, windowsByCalendar } from '@varve/partitions'
import type { Sequence } from '../../ledger/records.ts'
import type { KeptState } from '../../ledger/state.ts'
import type { PlanGraph, PlanNode } from '../node.ts'
import { upstreamOf } from '../upstream-of.ts'
import { type AssetStates, assetStates } from './asset-states.ts'
import { decodeBody, type Extent, type StateBody } from './body.ts'

export interface Kept {
  readonly body: StateBody
  /** Every fact up to here is in it. */
  readonly sequence: Sequence
}

/** Undefined where there is nothing to go on from: everything is judged. */
export function keptOf(node: PlanNode, graph: PlanGraph, identity: string | null, state: KeptState | null | undefined): Kept | undefined {
  if (!state || state.identity !== identity) return undefined
  const body = decodeBody(state.body)
  if (!body || !hasGrownFrom(node.partitions, body.own)) return undefined
  const hasGrown = upstreamOf(node, graph).every(({ upstream }, index) => hasGrownFrom(upstream.partitions, body.upstream[index]!))
  return hasGrown ? { body, sequence: state.sequence } : undefined
}

/** What was judged, of the partitions of now: those that came to exist later are in none of the named states. */
export function keptStates(node: PlanNode, { body }: Kept): AssetStates {
  return assetStates(node, state => {
    const text = body.subsets[state]
    return text === '' ? undefined : parseSubset(text, node.partitions)
  })
}

export function extentOf(of: PartitionsAsOf): Extent {
  return { count: of.count, windows: windowsByCalendar(of, of.count) }
}

/** A set that was cut off, or whose calendar leaves out other dates, is judged as a whole. */
function hasGrownFrom(of: PartitionsAsOf, { count, windows }: Extent): boolean {
  return count <= of.count && windowsByCalendar(of, count) === windows
}
