/** States of assets in memory, kept as a cache. */
import type { KeptState, NewState } from '../state.ts'
import { changing, entry, type MemoryState } from './state.ts'

export function keepStates(state: MemoryState, environment: string, states: readonly NewState[]): void {
  const kept = entry(changing(state).states, environment, () => new Map<string, KeptState>())
  for (const { before, body, ...fields } of states) {
    const known = kept.get(fields.asset)
    const at = known?.identity === fields.identity ? known.sequence : null
    // The bytes are the caller's, who may use their buffer for other things.
    if (at === before) kept.set(fields.asset, { ...fields, body: new Uint8Array(body) })
  }
}
