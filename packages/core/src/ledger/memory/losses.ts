/** Losses in memory. */
import type { Instant } from '@varve/partitions'
import { endedLosses, newLosses, notErased } from '../losses.ts'
import type { Loss } from '../records.ts'
import { record } from './facts.ts'
import type { MemoryState } from './state.ts'
import { queueShowing } from './tree.ts'
import { holdersOf, viewOfNow } from './view.ts'

export function noteLoss(state: MemoryState, losses: readonly Loss[], at: Instant): true {
  const possible = notErased(losses, state.erasures, sha256 => holdersOf(viewOfNow(state), sha256).length > 0)
  const members = newLosses(state.present.losses, possible)
  if (members.length === 0) return true
  record(state, { kind: 'lost', at, body: { members } })
  queueShowing(
    state.tree,
    members.filter(({ found }) => found === 'corrupt').map(({ sha256 }) => sha256),
  )
  return true
}

export function noteWhole(state: MemoryState, hashes: readonly string[], at: Instant): void {
  const members = endedLosses(state.present.losses, hashes)
  if (members.length > 0) record(state, { kind: 'found-whole', at, body: { members } })
}
