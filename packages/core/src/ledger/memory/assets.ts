/** What a memory ledger says of assets as wholes: their newest events, kept states, and what moved. */
import { canonicalJson } from '../../foundation/canonical.ts'
import { compareText } from '../compare-text.ts'
import type { Sequence } from '../records.ts'
import type { AssetEntry } from '../snapshot.ts'
import type { MovedPartitions } from '../state.ts'
import { headOf } from './judged.ts'
import type { View } from './view.ts'

/** By name. */
export function assetsIn(view: View, environment: string): readonly AssetEntry[] {
  const states = view.present.states.get(environment)
  const partitions = view.present.partitions.get(environment)
  const names = new Set([...view.state.assets.keys(), ...(states?.keys() ?? []), ...(partitions?.keys() ?? [])])
  return [...names].sort(compareText).flatMap(asset => {
    const definition = partitions?.get(asset)
    const head = headOf(view, asset)
    const state = states?.get(asset) ?? null
    if (head === 0 && state === null && definition === undefined) return []
    return [{ asset, head, state, partitions: definition === undefined ? null : canonicalJson(definition) }]
  })
}

/** Partitions by key. */
export function movedIn(view: View, since: readonly { readonly asset: string; readonly after: Sequence }[]): readonly MovedPartitions[] {
  return since.flatMap(({ asset, after }) => {
    const partitions = movedAfter(view, asset, after)
    return partitions.length === 0 ? [] : [{ asset, partitions }]
  })
}

function movedAfter({ state, sequence }: View, asset: string, after: Sequence): readonly string[] {
  const events = state.assets.get(asset)?.events ?? []
  const moved = new Set<string>()
  for (let index = events.length - 1; index >= 0 && events[index]!.sequence > after; index -= 1) {
    const event = events[index]!
    if (event.sequence <= sequence) moved.add(event.partition)
  }
  return [...moved].sort(compareText)
}
