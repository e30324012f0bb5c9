/** Pages of pointers of a memory ledger. */
import { compareText } from '../compare-text.ts'
import type { PointerName, PointerPage, PointerRecord } from '../snapshot.ts'
import { keysOf, pointerOf, type View } from './view.ts'

export function pointersIn(view: View, { environment, after, limit }: PointerPage): readonly PointerRecord[] {
  const found: PointerRecord[] = []
  for (const pointer of pointersAfter(view, environment === null ? namesOfEnvironments(view) : [environment], after)) {
    if (found.length >= limit) break
    found.push(pointer)
  }
  return found
}

/** Those in which a pointer names something. */
export function environmentsIn(view: View): readonly string[] {
  return namesOfEnvironments(view).filter(environment => !pointersAfter(view, [environment], null).next().done)
}

/** Looks at no asset and no partition before `after`. */
function* pointersAfter(view: View, environments: readonly string[], after: PointerName | null): Generator<PointerRecord> {
  const assets = [...view.state.assets.keys()].sort(compareText)
  for (const environment of environments) {
    const place = after === null ? 1 : compareText(environment, after.environment)
    if (place < 0) continue
    for (const asset of assets) {
      const placeOfAsset = place > 0 ? 1 : compareText(asset, after!.asset)
      if (placeOfAsset < 0) continue
      const keys = keysOf(view.state.assets.get(asset))
      for (let index = placeOfAsset > 0 ? 0 : firstAfter(keys, after!.partition); index < keys.length; index += 1) {
        const pointer = pointerOf(view, environment, asset, keys[index]!)
        if (pointer) yield pointer
      }
    }
  }
}

function namesOfEnvironments({ state }: View): readonly string[] {
  return [...state.environments].sort(compareText)
}

/** Place of the first of sorted keys that comes after a key. */
function firstAfter(keys: readonly string[], key: string): number {
  let [from, to] = [0, keys.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (compareText(keys[middle]!, key) > 0) to = middle
    else from = middle + 1
  }
  return from
}
