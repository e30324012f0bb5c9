/** Commit records of a memory ledger. */
import { sha256 } from '../../foundation/hash.ts'
import { commitBytes } from '../commit-record.ts'
import { isLasting } from '../facts.ts'
import type { UnwrittenCommit } from '../ledger.ts'
import type { CommitEntry, Sequence } from '../records.ts'
import { changing, type MemoryState } from './state.ts'
import type { View } from './view.ts'

/** Writes a commit record where `act` recorded something. */
export function recorded<T>(state: MemoryState, act: () => T): T {
  const before = state.journal.length
  const result = act()
  if (state.journal.length > before) writeRecord(state)
  return result
}

/** A run's end is recorded where its start is, and where something lasting happened since: not where there was nothing to do. */
export function writeRecordOfEnd(state: MemoryState, started: Sequence): void {
  const last = state.present.commits.at(-1)?.sequence ?? 0
  if (started <= last || state.journal.slice(last).some(({ kind }) => isLasting(kind))) writeRecord(state)
}

export function recordBytes({ state, present: { commits } }: View, sequence: Sequence): Uint8Array | null {
  const index = commits.findIndex(entry => entry.sequence === sequence)
  return index < 0 ? null : bytesOf(state, sequence, commits[index - 1])
}

/** Oldest first. */
export function unwrittenCommits(view: View): readonly UnwrittenCommit[] {
  return view.present.commits.flatMap(({ sequence, settled }) => (settled ? [] : [{ sequence, bytes: recordBytes(view, sequence)! }]))
}

export function settleCommits(state: MemoryState, sequences: readonly Sequence[]): void {
  const { commits } = changing(state)
  const settled = new Set(sequences)
  for (const [index, entry] of commits.entries()) if (settled.has(entry.sequence)) commits[index] = { ...entry, settled: true }
}

/** One record of everything since the record before. */
function writeRecord(state: MemoryState): void {
  const sequence = state.journal.length
  const { commits } = changing(state)
  const bytes = bytesOf(state, sequence, commits.at(-1))
  commits.push({ sequence, format: 2, sha256: sha256(bytes), settled: false })
}

function bytesOf(state: MemoryState, sequence: Sequence, previous: CommitEntry | undefined): Uint8Array {
  const link = previous ? { sequence: previous.sequence, sha256: previous.sha256 } : null
  return commitBytes({ ledger: state.id, sequence, previous: link }, state.journal.slice(link?.sequence ?? 0, sequence))
}
