/** The states of an asset's partitions: each partition is in exactly one. */
import { complement, everything, nothing, type PartitionSubset, union } from '@varve/partitions'
import type { PlanNode } from '../node.ts'

export const states = ['fresh', 'stale', 'missing', 'failed', 'blocked'] as const
export type State = (typeof states)[number]

export interface AssetStates extends Readonly<Record<State, PartitionSubset>> {
  readonly node: PlanNode
  /** Among the missing: they are made again only where that is asked for. */
  readonly erased: PartitionSubset
  /** What nobody can read until something is corrected: the failed and the blocked. */
  readonly unreadable: PartitionSubset
}

/** What says everything: all other partitions are fresh. */
export const namedStates = ['stale', 'missing', 'failed', 'blocked', 'erased'] as const
export type NamedState = (typeof namedStates)[number]

/** @param subsetOf undefined where there are none; asked for each state at most once, and only where somebody wants to know. */
export function assetStates(node: PlanNode, subsetOf: (state: NamedState) => PartitionSubset | undefined): AssetStates {
  return new FoundStates(node, subsetOf)
}

/** Where an asset has partitions that are not fresh, these. */
export function notFresh({ node, fresh }: AssetStates): PartitionSubset {
  return fresh.count === node.partitions.count ? nothing(node.partitions) : complement(fresh)
}

/** There are thousands of them, and most are looked at only to see that all is fresh. */
class FoundStates implements AssetStates {
  readonly node: PlanNode
  readonly #subsetOf: (state: NamedState) => PartitionSubset | undefined
  readonly #known: Partial<Record<NamedState | 'fresh' | 'unreadable', PartitionSubset>> = {}
  readonly #none: PartitionSubset

  constructor(node: PlanNode, subsetOf: (state: NamedState) => PartitionSubset | undefined) {
    this.node = node
    this.#subsetOf = subsetOf
    this.#none = nothing(node.partitions)
  }

  get fresh(): PartitionSubset {
    this.#known.fresh ??= freshBeside(this)
    return this.#known.fresh
  }

  get stale(): PartitionSubset {
    return this.#named('stale')
  }

  get missing(): PartitionSubset {
    return this.#named('missing')
  }

  get failed(): PartitionSubset {
    return this.#named('failed')
  }

  get blocked(): PartitionSubset {
    return this.#named('blocked')
  }

  get erased(): PartitionSubset {
    return this.#named('erased')
  }

  get unreadable(): PartitionSubset {
    this.#known.unreadable ??= either(this.failed, this.blocked)
    return this.#known.unreadable
  }

  #named(state: NamedState): PartitionSubset {
    this.#known[state] ??= this.#subsetOf(state) ?? this.#none
    return this.#known[state]
  }
}

function freshBeside({ node: { partitions }, stale, missing, unreadable }: AssetStates): PartitionSubset {
  const others = either(either(stale, missing), unreadable)
  return others.count === 0 ? everything(partitions) : complement(others)
}

/** Most of them are empty. */
function either(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  if (one.count === 0) return other
  return other.count === 0 ? one : union(one, other)
}
