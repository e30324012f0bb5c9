/** Which partitions of assets are failed or blocked, as text: what readers keep, and compare. */
import { formatSubset } from '@varve/partitions'
import type { AssetStates } from './asset-states.ts'

/** @param states to which assets are added as they are judged; each is asked about only afterwards. @returns empty text where nothing is. */
export function unreadableTexts(states: ReadonlyMap<string, AssetStates>): (asset: string) => string {
  const known = new Map<string, string>()
  return asset => {
    const { unreadable } = states.get(asset)!
    const text = known.get(asset) ?? (unreadable.count === 0 ? '' : formatSubset(unreadable))
    known.set(asset, text)
    return text
  }
}
