/** The states of an asset's partitions: each partition is in exactly one. */
import { complement, everything, nothing, type PartitionSubset, union } from '@varve/partitions'
import type { PlanNode } from '../node.ts'

export const states = ['fresh', 'stale', 'missing', 'failed', 'blocked'] as const
export type State = (typeof states)[number]

export interface AssetStates {
  readonly node: PlanNode
  readonly subsets: Readonly<Record<State, PartitionSubset>>
  /** Among the missing: they are made again only where that is asked for. */
  readonly erased: PartitionSubset
  /** What cannot be read by anybody until something is corrected: the failed and the blocked. */
  readonly unreadable: PartitionSubset
}

/** What says everything: all other partitions are fresh. */
export const namedStates = ['stale', 'missing', 'failed', 'blocked', 'erased'] as const
export type NamedState = (typeof namedStates)[number]

/** @param subsetOf is asked for each at most once, and only where somebody wants to know. */
export function assetStates(node: PlanNode, subsetOf: (state: NamedState) => PartitionSubset): AssetStates {
  const { partitions } = node
  const named = remembered(subsetOf)
  const unreadable = remembered(() => either(named('failed'), named('blocked')))
  const fresh = remembered(() => {
    const others = either(either(named('stale'), named('missing')), unreadable(''))
    return others.count === 0 ? everything(partitions) : complement(others)
  })
  return {
    node,
    subsets: {
      get fresh() {
        return fresh('')
      },
      get stale() {
        return named('stale')
      },
      get missing() {
        return named('missing')
      },
      get failed() {
        return named('failed')
      },
      get blocked() {
        return named('blocked')
      },
    },
    get erased() {
      return named('erased')
    },
    get unreadable() {
      return unreadable('')
    },
  }
}

export function stateIn({ subsets, erased }: AssetStates, state: NamedState): PartitionSubset {
  return state === 'erased' ? erased : subsets[state]
}

/** Where an asset has partitions that are not fresh, these. */
export function notFresh({ node, subsets }: AssetStates): PartitionSubset {
  const { fresh } = subsets
  return fresh.count === node.partitions.count ? nothing(node.partitions) : complement(fresh)
}

/** Most of them are empty. */
function either(one: PartitionSubset, other: PartitionSubset): PartitionSubset {
  if (one.count === 0) return other
  return other.count === 0 ? one : union(one, other)
}

function remembered<K, V>(answer: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return key => {
    const value = known.get(key) ?? answer(key)
    known.set(key, value)
    return value
  }
}
