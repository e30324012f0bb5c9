/** A memory ledger as of a point of its order: the questions that both a snapshot and a write ask. */
import { compareText } from '../compare-text.ts'
import type { Erasure, ExternalVerdict, Materialization, Sequence } from '../records.ts'
import type { PointerRecord } from '../snapshot.ts'
import type { AssetHistory, MemoryState, PartitionHistory, PointerMove, Present } from './state.ts'

export interface View {
  readonly state: MemoryState
  readonly present: Present
  readonly sequence: Sequence
}

export function viewOfNow(state: MemoryState): View {
  return { state, present: state.present, sequence: state.journal.length }
}

/** What of a list in ledger order was there then. */
export function upTo<T extends { readonly sequence: Sequence }>(list: readonly T[] | undefined, sequence: Sequence): readonly T[] {
  if (list === undefined) return []
  const newest = list.at(-1)
  if (newest === undefined || newest.sequence <= sequence) return list
  return list.slice(0, list.findLastIndex(one => one.sequence <= sequence) + 1)
}

export function newestUpTo<T extends { readonly sequence: Sequence }>(list: readonly T[] | undefined, sequence: Sequence): T | undefined {
  return list?.findLast(one => one.sequence <= sequence)
}

export function partitionOf({ state }: View, asset: string, partition: string): PartitionHistory | undefined {
  return state.assets.get(asset)?.partitions.get(partition)
}

/** Of everything that was ever recorded of an asset, in order. */
export function keysOf(history: AssetHistory | undefined): readonly string[] {
  if (history === undefined) return []
  history.keys ??= [...history.partitions.keys()].sort(compareText)
  return history.keys
}

/** What a pointer names, and since when; undefined where it names nothing. */
export function pointerOf(view: View, environment: string, asset: string, partition: string): PointerRecord | undefined {
  return pointing(newestUpTo(partitionOf(view, asset, partition)?.moves.get(environment), view.sequence))
}

/** A move as the pointer that it set. */
export function pointing(move: PointerMove | undefined): PointerRecord | undefined {
  return move && move.materialization !== null ? { ...move, materialization: move.materialization } : undefined
}

export function currentOf(view: View, environment: string, asset: string, partition: string): Materialization | undefined {
  const pointer = pointerOf(view, environment, asset, partition)
  return pointer && view.state.bySequence.get(pointer.materialization)
}

/** What was made of a partition and was not erased. */
export function storedOf(history: PartitionHistory | undefined, sequence: Sequence): readonly Materialization[] {
  const erased = newestUpTo(history?.erasures, sequence)?.sequence ?? 0
  return upTo(history?.materializations, sequence).filter(one => one.sequence > erased)
}

/** Its bytes were removed. */
export function isErased(view: View, { asset, partition, sequence }: Materialization): boolean {
  return (newestUpTo(partitionOf(view, asset, partition)?.erasures, view.sequence)?.sequence ?? 0) > sequence
}

/** The newest erasure of a partition, where nothing was made of it since. */
export function lastingErasure(history: PartitionHistory | undefined, sequence: Sequence): Erasure | undefined {
  const erasure = newestUpTo(history?.erasures, sequence)
  return erasure && (newestUpTo(history?.materializations, sequence)?.sequence ?? 0) < erasure.sequence ? erasure : undefined
}

/** What holds these bytes and was not erased. */
export function holdersOf(view: View, sha256: string): readonly Materialization[] {
  return upTo(view.state.byMember.get(sha256), view.sequence).filter(one => !isErased(view, one))
}

/** The newest verdict on a version, under any contract or under one. */
export function verdictOf(
  { state, sequence }: View,
  external: string,
  version: string | null,
  contract?: string,
): ExternalVerdict | undefined {
  return upTo(state.verdicts.get(external), sequence).findLast(
    judged => judged.version === version && (contract === undefined || judged.verdict.contract === contract),
  )?.verdict
}
