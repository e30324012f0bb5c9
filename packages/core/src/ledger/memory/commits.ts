/** Commit records of a memory ledger. */
import { sha256 } from '../../foundation/hash.ts'
import { commitBytes } from '../commit-record.ts'
import { isLasting } from '../facts.ts'
import type { Sequence } from '../records.ts'
import type { MemoryState } from './state.ts'

/** Writes a commit record where `act` recorded something. */
export function recorded<T>(state: MemoryState, act: () => T): T {
  const before = state.journal.length
  const result = act()
  if (state.journal.length > before) writeRecord(state)
  return result
}

/** A run's end is recorded where its start is, and where something lasting happened since: not where there was nothing to do. */
export function writeRecordOfEnd(state: MemoryState, started: Sequence): void {
  const last = [...state.commits.keys()].at(-1) ?? 0
  if (started <= last || state.journal.slice(last).some(({ kind }) => isLasting(kind))) writeRecord(state)
}

export function recordBytes(state: MemoryState, sequence: Sequence): Uint8Array | undefined {
  const earlier = [...state.commits.values()]
  const index = earlier.findIndex(entry => entry.sequence === sequence)
  return index < 0 ? undefined : bytesOf(state, sequence, earlier[index - 1])
}

/** One record of everything since the record before. */
function writeRecord(state: MemoryState): void {
  const sequence = state.journal.length
  const bytes = bytesOf(state, sequence, [...state.commits.values()].at(-1))
  state.commits.set(sequence, { sequence, format: 2, sha256: sha256(bytes), settled: false })
}

function bytesOf(state: MemoryState, sequence: Sequence, previous: { readonly sequence: Sequence; readonly sha256: string } | undefined) {
  const link = previous ? { sequence: previous.sequence, sha256: previous.sha256 } : null
  return commitBytes({ ledger: state.id, sequence, previous: link }, state.journal.slice(link?.sequence ?? 0, sequence))
}
