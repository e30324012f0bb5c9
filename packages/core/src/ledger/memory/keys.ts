/** Keys of dynamic sets in memory. */
import type { DynamicKeys, Instant } from '@varve/partitions'
import { keysToAdd, keysToRemove, lookAt } from '../dynamic-keys.ts'
import type { KnownKey } from '../records.ts'
import { record } from './facts.ts'
import type { MemoryState } from './state.ts'

export function addKeys(state: MemoryState, set: string, keys: readonly string[], at: Instant): readonly string[] {
  return note(state, set, keysToAdd(set, keys, knownIn(state, set)), 'keys-added', at)
}

export function removeKeys(state: MemoryState, set: string, keys: readonly string[], at: Instant): readonly string[] {
  return note(state, set, keysToRemove(keys, knownIn(state, set)), 'keys-removed', at)
}

export function presentKeys(state: MemoryState): DynamicKeys {
  return lookAt(
    new Map([...state.keys].map(([set, known]) => [set, [...known.values()].filter(({ present }) => present).map(({ key }) => key)])),
  )
}

export function knownKeys(state: MemoryState, set: string): readonly KnownKey[] {
  return [...(state.keys.get(set)?.values() ?? [])].sort((a, b) => (a.key < b.key ? -1 : 1))
}

function note(
  state: MemoryState,
  set: string,
  keys: readonly string[],
  kind: 'keys-added' | 'keys-removed',
  at: Instant,
): readonly string[] {
  if (keys.length > 0) record(state, { kind, at, body: { set, keys } })
  return keys
}

function knownIn(state: MemoryState, set: string): (spelling: string) => KnownKey | undefined {
  const known = state.keys.get(set)
  return spelling => known?.get(spelling)
}
