/** What judging is given of a memory ledger: it looks at the partitions that were asked for, and at no others. */
import { compareText } from '../compare-text.ts'
import type { Judged, JudgedAsset, JudgedAssetRequest, JudgedRequest } from '../judged.ts'
import type { Materialization, Refusal, Sequence } from '../records.ts'
import { rowsOf } from './rows.ts'
import type { AssetHistory, PartitionHistory } from './state.ts'
import { currentOf, keysOf, lastingErasure, newestUpTo, pointing, storedOf, upTo, type View } from './view.ts'

export function judgedIn(view: View, { environment, assets }: JudgedRequest): Judged {
  return { sequence: view.sequence, assets: assets.map(asset => judgedAsset(view, environment, asset)) }
}

/** Of the newest event of an asset. */
export function headOf(view: View, asset: string): Sequence {
  return newestUpTo(view.state.assets.get(asset)?.events, view.sequence)?.sequence ?? 0
}

function judgedAsset(view: View, environment: string, { asset, ...wanted }: JudgedAssetRequest): JudgedAsset {
  const { basisOf, bySequence } = view.state
  const history = view.state.assets.get(asset)
  const keys = { current: keysAmong(history, wanted.current), others: keysAmong(history, wanted.others) }
  const current = keys.current.flatMap(key => currentOf(view, environment, asset, key) ?? [])
  const others = keys.others.map(key => history!.partitions.get(key)!)
  const versions = others.flatMap(partition => storedOf(partition, view.sequence).toReversed())
  const either = wanted.current === 'all' || wanted.others === 'all' ? keysOf(history) : inOrder([...keys.current, ...keys.others])
  const erased = either.flatMap(key => lastingErasure(history!.partitions.get(key), view.sequence) ?? [])
  const before = erased.flatMap(({ partition, sequence }) => {
    const moves = history!.partitions.get(partition)!.moves.get(environment)
    return pointing(newestUpTo(moves, sequence - 1)) ?? []
  })
  return {
    asset,
    head: headOf(view, asset),
    current: rowsOf(current, basisOf),
    versions: rowsOf(versions, basisOf),
    refusals: others.flatMap(partition => unanswered(view, partition)).sort((one, other) => other.sequence - one.sequence),
    erased,
    beforeErasure: rowsOf(
      before.map(({ materialization }) => bySequence.get(materialization)!),
      basisOf,
    ),
    lost: lostAmong(view, [...current, ...versions]),
  }
}

/** Those of which the ledger knows anything, in order. */
function keysAmong(history: AssetHistory | undefined, wanted: readonly string[] | 'all'): readonly string[] {
  if (wanted === 'all') return keysOf(history)
  return inOrder(wanted.filter(key => history?.partitions.has(key)))
}

function inOrder(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)].sort(compareText)
}

/** Answered by a later materialization of the same version, and by a later move to one in any environment. */
function unanswered({ state, sequence }: View, { refusals, materializations, moves }: PartitionHistory): readonly Refusal[] {
  const asked = upTo(refusals, sequence)
  if (asked.length === 0) return []
  const answers = new Map<string, Sequence>()
  for (const { version, sequence: at } of upTo(materializations, sequence)) answers.set(version, at)
  for (const move of [...moves.values()].flatMap(list => upTo(list, sequence))) {
    if (move.materialization === null) continue
    const { version } = state.bySequence.get(move.materialization)!
    answers.set(version, Math.max(answers.get(version) ?? 0, move.sequence))
  }
  return asked.filter(refusal => (answers.get(refusal.version) ?? 0) < refusal.sequence)
}

function lostAmong({ present }: View, materializations: readonly Materialization[]): readonly Sequence[] {
  if (present.losses.size === 0) return []
  const lost = materializations.filter(({ artifact }) => artifact.members.some(({ sha256 }) => present.losses.has(sha256)))
  return [...new Set(lost.map(({ sequence }) => sequence))].sort((one, other) => one - other)
}
