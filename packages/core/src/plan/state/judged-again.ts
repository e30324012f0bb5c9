/** Which partitions of an asset have to be judged again: a pure function of what was kept and what happened since, one rule each. */
import { difference, everything, type Mapping, nothing, type PartitionSubset, parseSubset, subsetOfRanges, union } from '@varve/partitions'
import type { Externals, PlanGraph, PlanNode } from '../node.ts'
import { upstreamOf } from '../upstream-of.ts'
import type { StateBody } from './body.ts'
import { externalText } from './external-text.ts'

export interface Since {
  readonly graph: PlanGraph
  readonly externals: Externals
  /** Partitions of an asset with an event that the kept states may not know. */
  moved(asset: string): PartitionSubset
}

/** As far as ledger, clock and externals say; what follows from upstream states is for {@link readersOfUnreadable}. */
export function judgedAgain(node: PlanNode, kept: StateBody | undefined, since: Since): PartitionSubset {
  if (!kept || readsOtherExternals(node, kept, since.externals)) return everything(node.partitions)
  return allOf(node, [
    since.moved(node.name),
    grown(node, kept.own.count),
    ...upstreamOf(node, since.graph).flatMap(({ upstream, mapping }, index) => [
      readersOf(mapping, since.moved(upstream.name), node),
      readersOf(mapping, grown(upstream, kept.upstream[index]!.count), node),
    ]),
  ])
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
  return allOf(
    node,
    upstreamOf(node, graph).flatMap(({ upstream, mapping }, index) => {
      if (upstream.name === node.name) return []
      const [before, now] = [kept.upstream[index]!.unreadable, unreadable(upstream.name)]
      if (before === now) return []
      return [readersOf(mapping, differing(subsetIn(before, upstream), subsetIn(now, upstream)), node)]
    }),
  )
}

export function allOf({ partitions }: PlanNode, subsets: readonly PartitionSubset[]): PartitionSubset {
  return subsets
    .filter(({ count }) => count > 0)
    .reduce((all, subset) => (all.count === 0 ? subset : union(all, subset)), nothing(partitions))
}

/** What is in one of them only. */
export function differing(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  return union(difference(one, other), difference(other, one))
}

function readsOtherExternals({ inputs }: PlanNode, { externals: kept }: StateBody, externals: Externals): boolean {
  const names = inputs.flatMap(input => (input.kind === 'external' ? [input.asset] : []))
  return names.some((name, index) => externalText(name, externals) !== kept[index])
}

/** Partitions that came to exist. */
function grown({ partitions }: PlanNode, before: number): PartitionSubset {
  return before === partitions.count ? nothing(partitions) : subsetOfRanges(partitions, [[before, partitions.count]])
}

function readersOf(mapping: Mapping, upstream: PartitionSubset, { partitions }: PlanNode): PartitionSubset {
  return upstream.count === 0 ? nothing(partitions) : mapping.downstream(upstream, partitions)
}

function subsetIn(text: string, { partitions }: PlanNode): PartitionSubset {
  return text === '' ? nothing(partitions) : parseSubset(text, partitions)
}
