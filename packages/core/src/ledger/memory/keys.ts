/** Keys of dynamic sets in memory. */
import type { Instant } from '@varve/partitions'
import { keysToAdd, keysToRemove } from '../dynamic-keys.ts'
import type { KnownKey } from '../records.ts'
import { record } from './facts.ts'
import type { MemoryState } from './state.ts'
import type { View } from './view.ts'

export function addKeys(state: MemoryState, set: string, keys: readonly string[], at: Instant): readonly string[] {
  return note(state, set, keysToAdd(set, keys, knownIn(state, set)), 'keys-added', at)
}

export function removeKeys(state: MemoryState, set: string, keys: readonly string[], at: Instant): readonly string[] {
  return note(state, set, keysToRemove(keys, knownIn(state, set)), 'keys-removed', at)
}

/** By code unit. */
export function presentKeys({ present }: View): Readonly<Record<string, readonly string[]>> {
  const presentIn = (known: ReadonlyMap<string, KnownKey>) => [...known.values()].filter(({ present }) => present).map(({ key }) => key)
  return Object.fromEntries([...present.keys].map(([set, known]) => [set, presentIn(known).sort()]))
}

export function knownKeys({ present }: View, set: string): readonly KnownKey[] {
  return [...(present.keys.get(set)?.values() ?? [])].sort((a, b) => (a.key < b.key ? -1 : 1))
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

function knownIn({ present }: MemoryState, set: string): (spelling: string) => KnownKey | undefined {
  const known = present.keys.get(set)
  return spelling => known?.get(spelling)
}
