/** Which partitions of an asset have to be judged again: a pure function of what was kept and what happened since, one rule each. */
import { difference, everything, type Mapping, nothing, type PartitionSubset, parseSubset, subsetOfRanges, union } from '@varve/partitions'
import type { Externals, PlanGraph, PlanNode } from '../node.ts'
import { upstreamOf } from '../upstream-of.ts'
import type { StateBody } from './body.ts'
import { externalText } from './external-text.ts'

export interface Since {
  readonly graph: PlanGraph
  readonly externals: Externals
  /** Partitions of an asset with an event that the kept states may not know; undefined where there are none. */
  moved(asset: string): PartitionSubset | undefined
}

/** As far as ledger, clock and externals say; what follows from upstream states is for {@link readersOfUnreadable}. */
export function judgedAgain(node: PlanNode, kept: StateBody | undefined, since: Since): PartitionSubset {
  if (!kept || readsOtherExternals(node, kept, since.externals)) return everything(node.partitions)
  const again = [since.moved(node.name), grown(node, kept.own.count)]
  for (const [index, { upstream, mapping }] of upstreamOf(node, since.graph).entries()) {
    again.push(readersOf(mapping, since.moved(upstream.name), node))
    again.push(readersOf(mapping, grown(upstream, kept.upstream[index]!.count), node))
  }
  return allOf(node, again)
}

/**
 * What reads upstream partitions that are failed or blocked now and were not, or the other way about: no event of the ledger says so,
 * since it is computed, and follows from what happened further upstream. An own past is left out: there it is known only once the asset is judged.
 *
 * @param unreadable what is failed or blocked now, as `formatSubset` writes it; empty text where nothing is.
 */
export function readersOfUnreadable(
  node: PlanNode,
  kept: StateBody,
  graph: PlanGraph,
  unreadable: (asset: string) => string,
): PartitionSubset {
  const again: (PartitionSubset | undefined)[] = []
  for (const [index, { upstream, mapping }] of upstreamOf(node, graph).entries()) {
    if (upstream.name === node.name) continue
    const [before, now] = [kept.upstream[index]!.unreadable, unreadable(upstream.name)]
    if (before !== now) again.push(readersOf(mapping, differing(subsetIn(before, upstream), subsetIn(now, upstream)), node))
  }
  return allOf(node, again)
}

/** @param subsets undefined for none. */
export function allOf({ partitions }: PlanNode, subsets: readonly (PartitionSubset | undefined)[]): PartitionSubset {
  let all: PartitionSubset | undefined
  for (const subset of subsets) if (subset && subset.count > 0) all = all ? union(all, subset) : subset
  return all ?? nothing(partitions)
}

/** What is in one of them only. */
export function differing(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  return union(difference(one, other), difference(other, one))
}

function readsOtherExternals({ inputs }: PlanNode, { externals: kept }: StateBody, externals: Externals): boolean {
  let place = 0
  for (const { kind, asset } of inputs) {
    if (kind !== 'external') continue
    if (externalText(asset, externals) !== kept[place]) return true
    place += 1
  }
  return false
}

/** Partitions that came to exist. */
function grown({ partitions }: PlanNode, before: number): PartitionSubset | undefined {
  return before === partitions.count ? undefined : subsetOfRanges(partitions, [[before, partitions.count]])
}

function readersOf(mapping: Mapping, upstream: PartitionSubset | undefined, { partitions }: PlanNode): PartitionSubset | undefined {
  return upstream && upstream.count > 0 ? mapping.downstream(upstream, partitions) : undefined
}

function subsetIn(text: string, { partitions }: PlanNode): PartitionSubset {
  return text === '' ? nothing(partitions) : parseSubset(text, partitions)
}
