/** Row 8 in SQLite: paths of the tree, claims on them, and paths under suspicion. */

import type {
  ClaimRequest,
  ConfirmedEntry,
  HeldClaim,
  HiddenEntry,
  TreeClaim,
  TreeEntry,
  TreeLedger,
  TreeOutcome,
  TreePath,
  TreeSettlement,
  TreeSuspect,
  TreeTask,
} from '../tree-ledger.ts'
import type { Database, SqlValue } from './driver.ts'
import { type FactRow, toMaterialization } from './snapshot.ts'
import { read, write } from './transaction.ts'
import { nextNumber } from './tree-queue.ts'

export function sqliteTree(db: Database): TreeLedger {
  return {
    claims: async () => read(db, () => heldClaims(db)),
    claim: async request => write(db, 'NORMAL', () => claimPaths(db, request)),
    settle: async settlement => write(db, 'NORMAL', () => settlePaths(db, settlement)),
    suspects: async () => read(db, () => suspects(db)),
    clearSuspects: async tokens =>
      write(db, 'NORMAL', () => {
        db.run('DELETE FROM tree_suspect WHERE token IN (SELECT value FROM json_each(?))', JSON.stringify(tokens))
        dropUnusedClaims(db)
      }),
    pending: async () => read(db, () => db.get<{ count: number }>('SELECT count(*) AS count FROM tree_entry WHERE pending = 1')!.count),
    entries: async (environment, asset, after = 0) =>
      read(db, () => entriesWhere(db, 'environment = ? AND asset = ? AND number > ? ORDER BY number', environment, asset, after)),
    at: async (environment, folders) =>
      read(db, () =>
        entriesWhere(db, 'environment = ? AND folder IN (SELECT value FROM json_each(?))', environment, JSON.stringify(folders)),
      ),
    ofOtherBoots: async (boot, limit) =>
      read(db, () =>
        entriesWhere(db, '(boot < ? OR boot > ?) AND pending = 0 AND hidden = 0 AND stamp IS NOT NULL LIMIT ?', boot, boot, limit),
      ),
    unshown: async limit =>
      read(db, () => entriesWhere(db, `stamp IS NULL AND hidden = 0 AND pending = 0 AND ${isPointed} LIMIT ?`, limit)),
    showAgain: async paths => write(db, 'NORMAL', () => showAgain(db, paths)),
    setHidden: async entries => write(db, 'NORMAL', () => setHidden(db, entries)),
    confirm: async (entries, boot) => write(db, 'NORMAL', () => confirmEntries(db, entries, boot)),
    comparedUpTo: async (environment, asset, partitions) =>
      read(
        db,
        () =>
          db.get<{ number: number }>(
            'SELECT number FROM tree_compared WHERE environment = ? AND asset = ? AND partitions = ?',
            ...[environment, asset, partitions],
          )?.number,
      ),
    noteCompared: async (environment, asset, partitions, number) =>
      write(db, 'NORMAL', () => {
        db.run(
          `INSERT INTO tree_compared (environment, asset, partitions, number) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET partitions = excluded.partitions, number = excluded.number`,
          ...[environment, asset, partitions, number],
        )
      }),
  }
}

interface ClaimRow {
  readonly token: number
  readonly holder: string
  readonly expiresAt: number
}

function heldClaims(db: Database): readonly HeldClaim[] {
  const rows = db.all<ClaimRow>(
    `SELECT token, holder, expires_at AS expiresAt FROM tree_claim
     WHERE EXISTS (SELECT 1 FROM tree_entry WHERE claim = token) ORDER BY token`,
  )
  return rows.map(({ token, holder, expiresAt }) => ({ token, holder: JSON.parse(holder), expiresAt }))
}

function claimPaths(db: Database, { holder, expiresAt, limit, after, dead, expired }: ClaimRequest): TreeClaim | undefined {
  const free = JSON.stringify([...dead, ...expired])
  const paths = db.all<TreePath & { claim: number | null }>(
    `SELECT environment, folder, claim FROM tree_entry
     WHERE pending = 1 AND number > ? AND (claim IS NULL OR claim IN (SELECT value FROM json_each(?))) ORDER BY number LIMIT ?`,
    ...[after, free, limit],
  )
  if (paths.length === 0) return undefined
  const token = nextNumber(db)
  db.run('INSERT INTO tree_claim (token, holder, expires_at) VALUES (?, ?, ?)', token, JSON.stringify(holder), expiresAt)
  const late = new Set(expired)
  for (const path of paths) {
    if (path.claim !== null && late.has(path.claim)) {
      db.run(
        'INSERT INTO tree_suspect (environment, folder, token) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        ...[path.environment, path.folder, path.claim],
      )
    }
    db.run('UPDATE tree_entry SET claim = ? WHERE environment = ? AND folder = ?', token, path.environment, path.folder)
  }
  const tasks = paths.map(path => taskOf(db, path))
  dropUnusedClaims(db)
  return { token, tasks }
}

interface TaskRow extends FactRow, TreePath {
  readonly number: number
  readonly asset: string
  readonly partition: string
  readonly hidden: number
  readonly names: string
  readonly stamp: string | null
}

/** Notes the names that will be put there before anybody puts them. */
function taskOf(db: Database, { environment, folder }: TreePath): TreeTask {
  const row = db.get<TaskRow>(
    `SELECT environment, folder, number, tree_entry.asset, tree_entry.partition, hidden, names, stamp, journal.sequence, body
     FROM tree_entry JOIN journal ON journal.sequence = materialization WHERE environment = ? AND folder = ?`,
    ...[environment, folder],
  )!
  const { number, asset, partition, stamp } = row
  const show = row.hidden === 1 ? null : toMaterialization(row)
  const known = namesOf(row.names)
  const wanted = show?.artifact.members.map(({ name }) => name) ?? []
  setNames(db, row, [...known, ...wanted])
  return { environment, folder, number, asset, partition, show, stamp, surplus: known.filter(name => !wanted.includes(name)) }
}

function settlePaths(db: Database, settlement: TreeSettlement): readonly TreeTask[] {
  const again = settlement.outcomes.flatMap(outcome => settlePath(db, settlement, outcome) ?? [])
  if (again.length > 0) {
    db.run('UPDATE tree_claim SET expires_at = max(expires_at, ?) WHERE token = ?', settlement.expiresAt, settlement.token)
  }
  dropUnusedClaims(db)
  return again
}

function settlePath(db: Database, { token, boot }: TreeSettlement, { task, done, stamp }: TreeOutcome): TreeTask | undefined {
  const at = [task.environment, task.folder] as const
  const row = db.get<{ claim: number | null; number: number; names: string }>(
    'SELECT claim, number, names FROM tree_entry WHERE environment = ? AND folder = ?',
    ...at,
  )!
  const shown = task.show?.artifact.members.map(({ name }) => name) ?? []
  if (row.claim !== token) {
    setNames(db, task, [...namesOf(row.names), ...shown])
    db.run('UPDATE tree_entry SET pending = 1, number = ? WHERE environment = ? AND folder = ?', nextNumber(db), ...at)
    db.run('DELETE FROM tree_suspect WHERE environment = ? AND folder = ? AND token = ?', ...at, token)
    return undefined
  }
  if (!done) {
    db.run(`UPDATE tree_entry SET claim = NULL, pending = hidden OR ${isPointed} WHERE environment = ? AND folder = ?`, ...at)
    return undefined
  }
  if (row.number !== task.number) return taskOf(db, task)
  db.run(
    'UPDATE tree_entry SET claim = NULL, pending = 0, stamp = ?, boot = ? WHERE environment = ? AND folder = ?',
    ...[stamp, boot, ...at],
  )
  if (!isSuspect(db, task)) setNames(db, task, shown)
  return undefined
}

/** What could not be shown and is not current any more need not be shown. */
const isPointed = `EXISTS (SELECT 1 FROM pointer WHERE pointer.environment = tree_entry.environment AND pointer.asset = tree_entry.asset
  AND pointer.partition = tree_entry.partition AND pointer.materialization = tree_entry.materialization)`

function isSuspect(db: Database, { environment, folder }: TreePath): boolean {
  return db.get('SELECT 1 FROM tree_suspect WHERE environment = ? AND folder = ?', environment, folder) !== undefined
}

function dropUnusedClaims(db: Database): void {
  db.run(
    `DELETE FROM tree_claim WHERE NOT EXISTS (SELECT 1 FROM tree_entry WHERE claim = tree_claim.token)
       AND NOT EXISTS (SELECT 1 FROM tree_suspect WHERE tree_suspect.token = tree_claim.token)`,
  )
}

function suspects(db: Database): readonly TreeSuspect[] {
  const rows = db.all<{
    environment: string
    folder: string
    token: number
    holder: string
    names: string
    stamp: string | null
    hidden: number
    pending: number
  }>(
    `SELECT environment, folder, token, holder, names, stamp, hidden, pending
     FROM tree_suspect JOIN tree_claim USING (token) JOIN tree_entry USING (environment, folder) ORDER BY token, folder`,
  )
  return rows.map(row => ({
    ...row,
    holder: JSON.parse(row.holder),
    names: namesOf(row.names),
    hidden: row.hidden === 1,
    pending: row.pending === 1,
  }))
}

interface EntryRow extends Omit<TreeEntry, 'current' | 'hidden' | 'pending' | 'names' | 'windows'> {
  readonly current: number
  readonly hidden: number
  readonly pending: number
  readonly names: string
  readonly windows: string | null
}

function entriesWhere(db: Database, condition: string, ...values: readonly SqlValue[]): readonly TreeEntry[] {
  const rows = db.all<EntryRow>(
    `SELECT environment, folder, asset, partition, hidden, names, stamp, boot, pending, number, ${isPointed} AS current,
       (SELECT id FROM materialization AS named WHERE named.sequence = tree_entry.materialization) AS materialization,
       (SELECT json_extract(body, '$.createdAt') FROM journal WHERE journal.sequence = tree_entry.materialization) AS createdAt,
       (SELECT json_extract(body, '$.windows') FROM journal WHERE journal.sequence = tree_entry.materialization) AS windows
     FROM tree_entry WHERE ${condition}`,
    ...values,
  )
  return rows.map(row => ({
    ...row,
    current: row.current === 1,
    hidden: row.hidden === 1,
    pending: row.pending === 1,
    names: namesOf(row.names),
    windows: row.windows === null ? null : JSON.parse(row.windows),
  }))
}

function showAgain(db: Database, paths: readonly TreePath[]): void {
  for (const { environment, folder } of paths) {
    db.run('UPDATE tree_entry SET pending = 1, number = ? WHERE environment = ? AND folder = ?', nextNumber(db), environment, folder)
  }
}

function setHidden(db: Database, entries: readonly HiddenEntry[]): void {
  for (const { environment, folder, number, hidden } of entries) {
    db.run(
      'UPDATE tree_entry SET pending = 1, number = ?, hidden = ? WHERE environment = ? AND folder = ? AND number = ?',
      ...[nextNumber(db), hidden ? 1 : 0, environment, folder, number],
    )
  }
}

function confirmEntries(db: Database, entries: readonly ConfirmedEntry[], boot: string | null): void {
  for (const { environment, folder, number, stamp } of entries) {
    db.run(
      'UPDATE tree_entry SET stamp = ?, boot = ? WHERE environment = ? AND folder = ? AND number = ? AND pending = 0',
      ...[stamp, boot, environment, folder, number],
    )
  }
}

function setNames(db: Database, { environment, folder }: TreePath, names: readonly string[]): void {
  db.run(
    'UPDATE tree_entry SET names = ? WHERE environment = ? AND folder = ?',
    ...[JSON.stringify([...new Set(names)]), environment, folder],
  )
}

function namesOf(text: string): readonly string[] {
  return JSON.parse(text)
}
