/** Keys of dynamic sets in SQLite. */
import { escapeKey, type Instant, unescapeKey } from '@varve/partitions'
import { keysToAdd, keysToRemove } from '../dynamic-keys.ts'
import type { KnownKey } from '../records.ts'
import type { Book } from './book.ts'
import type { Database } from './driver.ts'
import { record } from './journal.ts'

interface KeyRow extends Omit<KnownKey, 'present'> {
  readonly present: number
}

/** Texts are stored escaped, since SQLite ends them at a zero byte. Runs inside a write transaction, as {@link removeKeys} does. */
export function addKeys(book: Book, set: string, keys: readonly string[], at: Instant): readonly string[] {
  return note(book, set, keysToAdd(set, keys, knownIn(book.db, set)), 'keys-added', at)
}

export function removeKeys(book: Book, set: string, keys: readonly string[], at: Instant): readonly string[] {
  return note(book, set, keysToRemove(keys, knownIn(book.db, set)), 'keys-removed', at)
}

/** By set, each by code unit. */
export function presentKeys(db: Database): Readonly<Record<string, readonly string[]>> {
  const present = new Map<string, string[]>()
  for (const row of db.all<{ name: string; key: string; present: number }>('SELECT name, key, present FROM dynamic_key')) {
    const keys = present.get(row.name) ?? []
    present.set(row.name, keys)
    if (row.present === 1) keys.push(unescapeKey(row.key))
  }
  return Object.fromEntries([...present].map(([set, keys]) => [set, keys.sort()]))
}

export function knownKeys(db: Database, set: string): readonly KnownKey[] {
  const rows = db.all<KeyRow>('SELECT key, present, sequence FROM dynamic_key WHERE name = ?', set)
  return rows.map(toKnownKey).sort((a, b) => (a.key < b.key ? -1 : 1)) // SQLite sorts by UTF-8 bytes
}

function note(book: Book, set: string, keys: readonly string[], kind: 'keys-added' | 'keys-removed', at: Instant): readonly string[] {
  if (keys.length > 0) record(book, { kind, at, body: { set, keys } })
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
