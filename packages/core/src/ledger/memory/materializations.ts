/** Lists of what a memory ledger has recorded. */
import { canonicalJson } from '../../foundation/canonical.ts'
import { invariant } from '../../foundation/invariant.ts'
import type { Materialization, Sequence } from '../records.ts'
import type { KeyWindows, MaterializationPage, MemberHolder } from '../snapshot.ts'
import { holdersOf, upTo, type View } from './view.ts'

/** Newest first. */
export function pageOf(view: View, { which, before, limit }: MaterializationPage): readonly Materialization[] {
  const list = upTo(listOf(view, which), view.sequence)
  const older = before === null ? list : upTo(list, before - 1)
  return older.slice(Math.max(0, older.length - limit)).reverse()
}

export function windowsIn(view: View, asset: string): readonly KeyWindows[] {
  const pairs = new Map<string, KeyWindows>()
  for (const { partition, windows } of upTo(view.state.assets.get(asset)?.materializations, view.sequence)) {
    pairs.set(canonicalJson([partition, windows]), { partition, windows })
  }
  return [...pairs.values()]
}

/** @throws INVARIANT_BROKEN */
export function bySequence({ state, sequence: newest }: View, sequences: readonly Sequence[]): readonly Materialization[] {
  return sequences.map(sequence => {
    const found = sequence <= newest ? state.bySequence.get(sequence) : undefined
    invariant(found !== undefined, `the ledger was asked for materialization ${sequence}, which it does not know`)
    return found
  })
}

/** In ledger order; a hash that several members of one materialization have, once. */
export function membersOf(view: View, hashes: readonly string[]): readonly MemberHolder[] {
  const holders = new Set(hashes.flatMap(sha256 => holdersOf(view, sha256)))
  return [...holders]
    .sort((one, other) => one.sequence - other.sequence)
    .flatMap(({ asset, partition, sequence, artifact }) => {
      const members = new Set(artifact.members.map(({ sha256 }) => sha256))
      return [...members].map(sha256 => ({ asset, partition, sequence, sha256 }))
    })
}

function listOf({ state }: View, which: MaterializationPage['which']): readonly Materialization[] | undefined {
  if (which === 'all') return state.materializations
  return 'of' in which ? state.assets.get(which.of)?.materializations : state.byInput.get(which.reading)
}
