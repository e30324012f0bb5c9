/** Keys of dynamic sets in memory. */
import { type DynamicKeys, spellingOf } from '@varve/partitions'
import { keysToAdd, keysToRemove, lookAt } from './dynamic-keys.ts'
import { type MemoryState, nextSequence } from './memory-state.ts'
import type { KnownKey } from './records.ts'

export function addKeys(state: MemoryState, set: string, keys: readonly string[]): readonly string[] {
  return note(state, set, keysToAdd(set, keys, knownIn(state, set)), true)
}

export function removeKeys(state: MemoryState, set: string, keys: readonly string[]): readonly string[] {
  return note(state, set, keysToRemove(keys, knownIn(state, set)), false)
}

export function presentKeys(state: MemoryState): DynamicKeys {
  return lookAt(
    new Map([...state.keys].map(([set, known]) => [set, [...known.values()].filter(({ present }) => present).map(({ key }) => key)])),
  )
}

export function knownKeys(state: MemoryState, set: string): readonly KnownKey[] {
  return [...(state.keys.get(set)?.values() ?? [])].sort((a, b) => (a.key < b.key ? -1 : 1))
}

function note(state: MemoryState, set: string, keys: readonly string[], present: boolean): readonly string[] {
  if (keys.length === 0) return keys
  const known = state.keys.get(set) ?? new Map<string, KnownKey>()
  const sequence = nextSequence(state)
  for (const key of keys) known.set(spellingOf(key), { key, present, sequence })
  state.keys.set(set, known)
  return keys
}

function knownIn(state: MemoryState, set: string): (spelling: string) => KnownKey | undefined {
  const known = state.keys.get(set)
  return spelling => known?.get(spelling)
}
