/** Loads what is to be judged: one question for several assets, and only for what is not loaded yet. */
import { difference, ordinals, type PartitionSubset, union } from '@varve/partitions'
import { invariant } from '../foundation/invariant.ts'
import type { Judged, JudgedAssetRequest, JudgedRequest } from '../ledger/judged.ts'
import { type Loaded, type LoadedAsset, loadedAsset, type Piece, pieceOf, type Wanting } from './loaded.ts'

export interface Loading extends Loaded {
  /** Several pieces of one asset may be loaded one after the other. */
  require(wanted: readonly Wanting[]): Promise<void>
  /** Nothing of the asset is loaded any more. */
  forget(asset: string): void
}

/** @param ask a snapshot's `judged`: every answer is of one state. */
export function loading(ask: (request: JudgedRequest) => Promise<Judged>, environment: string): Loading {
  const loaded = new Map<string, { readonly pieces: Piece[]; readonly asset: LoadedAsset }>()
  return {
    of: asset => {
      const found = loaded.get(asset)
      invariant(found, 'an asset is judged before it is loaded')
      return found.asset
    },
    require: async wanted => {
      const unloaded = joined(wanted)
        .map(wanting => notIn(wanting, loaded.get(wanting.node.name)?.pieces ?? []))
        .filter(({ current, others }) => current.count + others.count > 0)
      const { assets } = unloaded.length > 0 ? await ask({ environment, assets: unloaded.map(requestOf) }) : { assets: [] }
      for (const { node } of wanted) {
        if (loaded.has(node.name)) continue
        const pieces: Piece[] = []
        loaded.set(node.name, { pieces, asset: loadedAsset(node, pieces) })
      }
      for (const [index, wanting] of unloaded.entries()) loaded.get(wanting.node.name)!.pieces.push(pieceOf(wanting, assets[index]!))
    },
    forget: asset => loaded.delete(asset),
  }
}

/** Up to here keys are listed also where they are all of the set's. */
const keysMax = 256

export function requestOf({ node, current, others }: Wanting): JudgedAssetRequest {
  return { asset: node.name, current: keysOf(current), others: keysOf(others) }
}

/** One for each asset. */
export function joined(wanted: readonly Wanting[]): readonly Wanting[] {
  const byAsset = new Map<string, Wanting>()
  for (const wanting of wanted) {
    const before = byAsset.get(wanting.node.name)
    byAsset.set(wanting.node.name, before ? bothOf(before, wanting) : wanting)
  }
  return [...byAsset.values()]
}

function bothOf(one: Wanting, other: Wanting): Wanting {
  return { node: one.node, current: union(one.current, other.current), others: union(one.others, other.others) }
}

function notIn({ node, current, others }: Wanting, pieces: readonly Piece[]): Wanting {
  const left = (wanted: PartitionSubset, had: readonly PartitionSubset[]) =>
    had.reduce((rest, subset) => (rest.count === 0 ? rest : difference(rest, subset)), wanted)
  return {
    node,
    current: left(
      current,
      pieces.map(piece => piece.current),
    ),
    others: left(
      others,
      pieces.map(piece => piece.others),
    ),
  }
}

/** Of `all` there may be rows of keys that the set has no more: nobody asks for them. */
function keysOf(subset: PartitionSubset): readonly string[] | 'all' {
  if (subset.count > keysMax && subset.count === subset.of.count) return 'all'
  return Array.from(ordinals(subset), ordinal => subset.of.at(ordinal).key)
}
