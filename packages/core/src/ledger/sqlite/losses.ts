/** Losses in SQLite: what is noted of members that were found missing or corrupt, and whole again. */
import type { Instant } from '@varve/partitions'
import { endedLosses, newLosses, notErased } from '../losses.ts'
import type { Loss } from '../records.ts'
import type { MemberHolder } from '../snapshot.ts'
import { type Book, nameOf } from './book.ts'
import type { Database } from './driver.ts'
import { allErasures } from './erasures.ts'
import { record } from './journal.ts'
import { isStored } from './loss-holders.ts'
import { type MaterializationRow, materializationOf, rowColumns } from './materializations.ts'
import { keyOfStored } from './row/stored-key.ts'
import { queueShowing } from './tree-queue.ts'

export function recordLosses(book: Book, losses: readonly Loss[], at: Instant): boolean {
  const erasures = allErasures(book.db)
  const held = new Set(
    erasures.length === 0
      ? []
      : holdersOf(
          book,
          losses.map(({ sha256 }) => sha256),
        ).map(({ sha256 }) => sha256),
  )
  const members = newLosses(
    currentLosses(book.db),
    notErased(losses, erasures, sha256 => held.has(sha256)),
  )
  if (members.length === 0) return true
  record(book, { kind: 'lost', at, body: { members } })
  queueShowing(
    book,
    members.filter(({ found }) => found === 'corrupt').map(({ sha256 }) => sha256),
  )
  return true
}

export function recordWhole(book: Book, hashes: readonly string[], at: Instant): void {
  const members = endedLosses(currentLosses(book.db), hashes)
  if (members.length > 0) record(book, { kind: 'found-whole', at, body: { members } })
}

/** By hash. */
export function currentLosses(db: Database): ReadonlyMap<string, Loss['found']> {
  return new Map(db.all<Loss>('SELECT sha256, found FROM loss ORDER BY sha256').map(({ sha256, found }) => [sha256, found]))
}

/** All members of each materialization that was not erased and has one of these hashes; in ledger order. It looks at every row. */
export function holdersOf(book: Book, hashes: readonly string[]): readonly MemberHolder[] {
  const rows = book.db.all<MaterializationRow>(
    `WITH wanted AS MATERIALIZED (SELECT value AS sha256, unhex(value) AS content FROM json_each(?))
     SELECT ${rowColumns} FROM materialization
     WHERE ((bytes IS NOT NULL AND content IN (SELECT content FROM wanted WHERE content IS NOT NULL))
         OR (bytes IS NULL AND sequence IN (SELECT materialization FROM member WHERE sha256 IN (SELECT sha256 FROM wanted))))
       AND ${isStored} ORDER BY sequence`,
    JSON.stringify(hashes),
  )
  return rows.flatMap(row => {
    const holder = { asset: nameOf(book, row.asset), partition: keyOfStored(row.key), sequence: row.sequence }
    if (row.bytes !== null) return [{ ...holder, sha256: Buffer.from(row.content).toString('hex') }]
    const members = new Set(materializationOf(book, row).artifact.members.map(({ sha256 }) => sha256))
    return [...members].map(sha256 => ({ ...holder, sha256 }))
  })
}
