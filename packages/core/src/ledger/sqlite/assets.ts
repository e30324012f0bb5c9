/** What a ledger says of assets as wholes, in SQLite: their newest events, kept states, and what moved. */
import { canonicalJson } from '../../foundation/canonical.ts'
import { compareText } from '../compare-text.ts'
import type { FactBodies } from '../facts.ts'
import type { Sequence } from '../records.ts'
import type { AssetEntry } from '../snapshot.ts'
import type { KeptState, MovedPartitions, NewState } from '../state.ts'
import { type Book, knownName, nameNumber, nameOf } from './book.ts'
import { keyOfStored } from './row/stored-key.ts'

/** By name. */
export function assetsIn(book: Book, environment: string): readonly AssetEntry[] {
  const { db } = book
  const entries = new Map<string, { head: Sequence; state: KeptState | null; partitions: string | null }>()
  const entry = (asset: string) => {
    const known = entries.get(asset) ?? { head: 0, state: null, partitions: null }
    entries.set(asset, known)
    return known
  }
  for (const { asset, sequence } of db.all<{ asset: number; sequence: number }>('SELECT asset, sequence FROM asset_head')) {
    entry(nameOf(book, asset)).head = sequence
  }
  const states = db.all<Omit<KeptState, 'asset'> & { asset: number }>(
    'SELECT asset, identity, sequence, body FROM state WHERE environment = ?',
    knownName(book, environment),
  )
  for (const { asset: number, identity, sequence, body } of states) {
    const asset = nameOf(book, number)
    entry(asset).state = { asset, identity, sequence, body }
  }
  const defined = db.all<{ asset: string; body: string }>(
    'SELECT asset, body FROM partition_definition JOIN fact USING (sequence) WHERE environment = ?',
    environment,
  )
  for (const { asset, body } of defined) {
    const { definition }: FactBodies['partitions-defined'] = JSON.parse(body)
    entry(asset).partitions = canonicalJson(definition)
  }
  return [...entries].map(([asset, known]) => ({ asset, ...known })).sort((one, other) => compareText(one.asset, other.asset))
}

/** In the order given; partitions by key. One look at what is newer than the oldest of these points. */
export function movedIn(book: Book, since: readonly { readonly asset: string; readonly after: Sequence }[]): readonly MovedPartitions[] {
  if (since.length === 0) return []
  const wanted = since.map(({ asset, after }, place) => [place, knownName(book, asset), after])
  const oldest = Math.min(...since.map(({ after }) => after))
  const rows = book.db.all<{ place: number; keys: string }>(
    `WITH since AS MATERIALIZED (
       SELECT value ->> 0 AS place, value ->> 1 AS asset, value ->> 2 AS after FROM json_each(?1)),
     event AS (
       SELECT asset, key, sequence + (environment IS NOT NULL) AS sequence FROM materialization WHERE sequence >= ?2
       UNION ALL SELECT asset, key, sequence FROM move WHERE sequence > ?2
       UNION ALL SELECT asset, key, sequence FROM refusal WHERE sequence > ?2
       UNION ALL SELECT asset, key, sequence FROM erasure WHERE sequence > ?2
       UNION ALL SELECT asset, key, sequence FROM loss_event WHERE sequence > ?2)
     SELECT place, group_concat(key, char(10)) AS keys FROM (
       SELECT DISTINCT place, key FROM event JOIN since USING (asset) WHERE event.sequence > since.after ORDER BY place, key)
     GROUP BY place ORDER BY place`,
    ...[JSON.stringify(wanted), oldest],
  )
  return rows.map(({ place, keys }) => ({ asset: since[place]!.asset, partitions: keys.split('\n').map(keyOfStored) }))
}

/** Each by compare-and-set. Runs inside a write transaction. */
export function keepStates(book: Book, environment: string, states: readonly NewState[]): void {
  const { db } = book
  const shown = nameNumber(book, environment)
  for (const { asset, identity, sequence, body, before } of states) {
    const number = nameNumber(book, asset)
    const known = db.get<{ identity: string; sequence: number }>(
      'SELECT identity, sequence FROM state WHERE environment = ? AND asset = ?',
      ...[shown, number],
    )
    if ((known?.identity === identity ? known.sequence : null) !== before) continue
    db.run(
      `INSERT INTO state (environment, asset, identity, sequence, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET identity = excluded.identity, sequence = excluded.sequence, body = excluded.body`,
      ...[shown, number, identity, sequence, body],
    )
  }
}
