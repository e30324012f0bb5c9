/** The keys of dynamic sets as every ledger treats them: what a request really adds, and what is present as partitions ask for it. */
import { type DynamicKeys, flawOfKeys, type KeyFlaw, spellingOf } from '@varve/partitions'
import { VarveError } from '../foundation/errors.ts'
import type { KnownKey } from './records.ts'
import type { LedgerSnapshot } from './snapshot.ts'

/**
 * Which keys of a request are not present yet, in the order given. Asked inside the transaction that adds them, so that of two processes
 * that write one key in two ways the second is refused.
 *
 * @param known the key that the set has or had under a spelling.
 * @throws BAD_KEY
 */
export function keysToAdd(set: string, keys: readonly string[], known: (spelling: string) => KnownKey | undefined): readonly string[] {
  const wanted = [...new Set(keys)]
  const flaw = flawOfKeys(wanted, spelling => known(spelling)?.key)
  if (flaw) throw badKey(set, flaw)
  return wanted.filter(key => known(spellingOf(key))?.present !== true)
}

export function keysToRemove(keys: readonly string[], known: (spelling: string) => KnownKey | undefined): readonly string[] {
  return [...new Set(keys)].filter(key => {
    const there = known(spellingOf(key))
    return there?.present === true && there.key === key
  })
}

/** @param present keys by set, as {@link LedgerSnapshot.dynamicKeys} answers. */
export function keysIn(present: Readonly<Record<string, readonly string[]>>): DynamicKeys {
  return { keysOf: set => (Object.hasOwn(present, set) ? present[set]! : []) }
}

function badKey(set: string, { key, what, why }: KeyFlaw): VarveError {
  return new VarveError('BAD_KEY', {
    what,
    where: `the keys of ${set}`,
    why,
    fix: 'give another key; one that was removed is added again exactly as it was written',
    details: { set, key },
  })
}
