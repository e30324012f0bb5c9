/** Claims on pending paths of the tree, how they end, and paths under suspicion. */
import type { Instant } from '@varve/partitions'
import { isClaimOver } from '../lease-end.ts'
import type { Materialization } from '../records.ts'
import type { ClaimRequest, HeldClaim, TreeClaim, TreeOutcome, TreeSettlement, TreeSuspect, TreeTask } from '../tree-ledger.ts'
import { type Book, knownName, nameNumber, nameOf } from './book.ts'
import type { Database } from './driver.ts'
import { bySequence } from './materializations.ts'
import { keyOfStored } from './row/stored-key.ts'
import { type EntryName, isPointed, namesOf, pathOf, setNames } from './tree-entries.ts'
import { knownPlace } from './tree-place.ts'
import { nextNumber } from './tree-queue.ts'

export function heldClaims(db: Database, forMs: number, now: Instant): readonly HeldClaim[] {
  const rows = db.all<{ token: number; holder: string; expiresAt: number }>(
    `SELECT token, holder, expires_at AS expiresAt FROM tree_claim
     WHERE EXISTS (SELECT 1 FROM tree_entry WHERE claim = token) ORDER BY token`,
  )
  return rows.map(({ token, holder, expiresAt }) => ({ token, holder: JSON.parse(holder), isOver: isClaimOver(expiresAt, forMs, now) }))
}

export function claimPaths(book: Book, { holder, forMs, limit, after, dead, expired }: ClaimRequest, now: Instant): TreeClaim | null {
  const { db } = book
  const paths = db.all<{ entry: number; claim: number | null }>(
    `SELECT entry, claim FROM tree_entry
     WHERE pending = 1 AND number > ? AND (claim IS NULL OR claim IN (SELECT value FROM json_each(?))) ORDER BY number LIMIT ?`,
    ...[after, JSON.stringify([...dead, ...expired]), limit],
  )
  if (paths.length === 0) return null
  const token = nextNumber(db)
  db.run('INSERT INTO tree_claim (token, holder, expires_at) VALUES (?, ?, ?)', token, JSON.stringify(holder), now + forMs)
  const late = new Set(expired)
  for (const { entry, claim } of paths) {
    if (claim === null || !late.has(claim)) continue
    db.run('INSERT INTO tree_suspect (entry, token) VALUES (?, ?) ON CONFLICT DO NOTHING', entry, claim)
  }
  const entries = paths.map(({ entry }) => entry)
  db.run('UPDATE tree_entry SET claim = ? WHERE entry IN (SELECT value FROM json_each(?))', token, JSON.stringify(entries))
  const tasks = tasksOf(book, entries)
  dropUnusedClaims(db)
  return { token, tasks }
}

interface TaskRow extends EntryName {
  readonly number: number
  readonly asset: number
  readonly key: string
  readonly materialization: number
  readonly hidden: number
  readonly names: number
  readonly stamp: string | null
}

/** In the order given. Notes the names that will be put there before anybody puts them. */
function tasksOf(book: Book, entries: readonly number[]): readonly TreeTask[] {
  const rows = book.db.all<TaskRow>(
    `SELECT entry, tree_entry.environment, place, rest, number, materialization.asset, materialization.key, tree_entry.materialization, hidden, names, stamp
     FROM json_each(?) AS wanted CROSS JOIN tree_entry ON entry = wanted.value
     JOIN materialization ON materialization.sequence = tree_entry.materialization ORDER BY wanted.key`,
    JSON.stringify(entries),
  )
  const shown = bySequence(
    book,
    rows.flatMap(({ hidden, materialization }) => (hidden === 1 ? [] : [materialization])),
  ).values()
  return rows.map(row => {
    const { entry, number, stamp, names } = row
    const show = row.hidden === 1 ? null : shown.next().value!
    const known = namesOf(book, names)
    const wanted = namesIn(show)
    if (wanted.some(name => !known.includes(name))) setNames(book, entry, [...known, ...wanted])
    const surplus = known.filter(name => !wanted.includes(name))
    return { ...pathOf(book, row), number, asset: nameOf(book, row.asset), partition: keyOfStored(row.key), show, stamp, surplus }
  })
}

export function settlePaths(book: Book, settlement: TreeSettlement, now: Instant): readonly TreeTask[] {
  const again = settlement.outcomes.flatMap(outcome => settlePath(book, settlement, outcome) ?? [])
  if (again.length > 0) {
    const { token, forMs } = settlement
    book.db.run('UPDATE tree_claim SET expires_at = max(expires_at, ?) WHERE token = ?', now + forMs, token)
  }
  const tasks = tasksOf(book, again)
  dropUnusedClaims(book.db)
  return tasks
}

/** @returns the entry, where it must be shown again. */
function settlePath(book: Book, { token, boot }: TreeSettlement, { task, done, stamp }: TreeOutcome): number | undefined {
  const { db } = book
  const { place, rest } = knownPlace(book, task.folder)
  const row = db.get<{ entry: number; claim: number | null; number: number; names: number }>(
    'SELECT entry, claim, number, names FROM tree_entry WHERE environment = ? AND place = ? AND rest = ?',
    ...[knownName(book, task.environment), place, rest],
  )!
  const { entry } = row
  const shown = namesIn(task.show)
  if (row.claim !== token) {
    setNames(book, entry, [...namesOf(book, row.names), ...shown])
    db.run('UPDATE tree_entry SET pending = 1, number = ? WHERE entry = ?', nextNumber(db), entry)
    db.run('DELETE FROM tree_suspect WHERE entry = ? AND token = ?', entry, token)
    return undefined
  }
  if (!done) {
    db.run(
      `UPDATE tree_entry SET claim = NULL, pending = hidden OR (
         SELECT ${isPointed} FROM materialization WHERE materialization.sequence = tree_entry.materialization) WHERE entry = ?`,
      entry,
    )
    return undefined
  }
  if (row.number !== task.number) return entry
  const isSuspect = db.get('SELECT 1 FROM tree_suspect WHERE entry = ?', entry) !== undefined
  const names = isSuspect ? row.names : book.texts.intern(JSON.stringify([...new Set(shown)]))
  db.run(
    'UPDATE tree_entry SET claim = NULL, pending = 0, stamp = ?, boot = ?, names = ? WHERE entry = ?',
    ...[stamp, boot === null ? null : nameNumber(book, boot), names, entry],
  )
  return undefined
}

export function suspectsOf(book: Book): readonly TreeSuspect[] {
  const rows = book.db.all<
    EntryName & { token: number; holder: string; names: number; stamp: string | null; hidden: number; pending: number }
  >(
    `SELECT entry, environment, place, rest, token, holder, names, stamp, hidden, pending
     FROM tree_suspect JOIN tree_claim USING (token) JOIN tree_entry USING (entry) ORDER BY token, entry`,
  )
  return rows.map(row => ({
    ...pathOf(book, row),
    token: row.token,
    holder: JSON.parse(row.holder),
    names: namesOf(book, row.names),
    stamp: row.stamp,
    hidden: row.hidden === 1,
    pending: row.pending === 1,
  }))
}

export function clearSuspects(db: Database, tokens: readonly number[]): void {
  db.run('DELETE FROM tree_suspect WHERE token IN (SELECT value FROM json_each(?))', JSON.stringify(tokens))
  dropUnusedClaims(db)
}

function dropUnusedClaims(db: Database): void {
  db.run(
    `DELETE FROM tree_claim WHERE NOT EXISTS (SELECT 1 FROM tree_entry WHERE claim = tree_claim.token)
       AND NOT EXISTS (SELECT 1 FROM tree_suspect WHERE tree_suspect.token = tree_claim.token)`,
  )
}

function namesIn(show: Materialization | null): readonly string[] {
  return show?.artifact.members.map(({ name }) => name) ?? []
}
