/** Keys of dynamic sets in SQLite. */
import { type DynamicKeys, escapeKey, type Instant, unescapeKey } from '@varve/partitions'
import { keysToAdd, keysToRemove, lookAt } from '../dynamic-keys.ts'
import type { KnownKey } from '../records.ts'
import type { Database } from './driver.ts'
import { record } from './journal.ts'

interface KeyRow extends Omit<KnownKey, 'present'> {
  readonly present: number
}

/** Texts are stored escaped, since SQLite ends them at a zero byte. Runs inside a write transaction, as {@link removeKeys} does. */
export function addKeys(db: Database, set: string, keys: readonly string[], at: Instant): readonly string[] {
  return note(db, set, keysToAdd(set, keys, knownIn(db, set)), 'keys-added', at)
}

export function removeKeys(db: Database, set: string, keys: readonly string[], at: Instant): readonly string[] {
  return note(db, set, keysToRemove(keys, knownIn(db, set)), 'keys-removed', at)
}

export function presentKeys(db: Database): DynamicKeys {
  const present = new Map<string, string[]>()
  for (const { name, key } of db.all<{ name: string; key: string }>('SELECT name, key FROM dynamic_key WHERE present = 1')) {
    const keys = present.get(name)
    if (keys) keys.push(unescapeKey(key))
    else present.set(name, [unescapeKey(key)])
  }
  return lookAt(present)
}

export function knownKeys(db: Database, set: string): readonly KnownKey[] {
  const rows = db.all<KeyRow>('SELECT key, present, sequence FROM dynamic_key WHERE name = ?', set)
  return rows.map(toKnownKey).sort((a, b) => (a.key < b.key ? -1 : 1)) // SQLite sorts by UTF-8 bytes
}

function note(db: Database, set: string, keys: readonly string[], kind: 'keys-added' | 'keys-removed', at: Instant): readonly string[] {
  if (keys.length > 0) record(db, { kind, at, body: { set, keys } })
  return keys
}

function knownIn(db: Database, set: string): (spelling: string) => KnownKey | undefined {
  return spelling => {
    const row = db.get<KeyRow>('SELECT key, present, sequence FROM dynamic_key WHERE name = ? AND spelling = ?', set, escapeKey(spelling))
    return row && toKnownKey(row)
  }
}

function toKnownKey({ key, present, sequence }: KeyRow): KnownKey {
  return { key: unescapeKey(key), present: present === 1, sequence }
}
