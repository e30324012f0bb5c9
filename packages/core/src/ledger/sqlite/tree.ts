/** Row 8 in SQLite: paths of the tree, claims on them, and paths under suspicion. */
import type { Clock } from '../../foundation/clock.ts'
import type { TreeLedger } from '../tree-ledger.ts'
import { type Book, knownName } from './book.ts'
import { read, write } from './transaction.ts'
import { claimPaths, clearSuspects, heldClaims, settlePaths, suspectsOf } from './tree-claims.ts'
import { confirmEntries, entriesWhere, isPointed, setHidden, showAgain } from './tree-entries.ts'
import { knownPlace } from './tree-place.ts'

/** @param clock the ledger's. */
export function sqliteTree(book: Book, clock: Clock): TreeLedger {
  const { db } = book
  return {
    claims: async forMs => read(book, () => heldClaims(db, forMs, clock.now())),
    claim: async request => write(book, 'NORMAL', () => claimPaths(book, request, clock.now())),
    settle: async settlement => write(book, 'NORMAL', () => settlePaths(book, settlement, clock.now())),
    suspects: async () => read(book, () => suspectsOf(book)),
    clearSuspects: async tokens => write(book, 'NORMAL', () => clearSuspects(db, tokens)),
    pending: async () => read(book, () => db.get<{ count: number }>('SELECT count(*) AS count FROM tree_entry WHERE pending = 1')!.count),
    entries: async ({ environment, asset, after, limit }) =>
      read(book, () =>
        entriesWhere(
          book,
          'tree_entry.environment = ? AND tree_entry.asset = ? AND number > ? ORDER BY number LIMIT ?',
          ...[knownName(book, environment), knownName(book, asset), after, limit],
        ),
      ),
    at: async (environment, folders) =>
      read(book, () =>
        folders.flatMap(folder => {
          const { place, rest } = knownPlace(book, folder)
          return entriesWhere(book, 'tree_entry.environment = ? AND place = ? AND rest = ?', knownName(book, environment), place, rest)
        }),
      ),
    ofOtherBoots: async (boot, limit) =>
      read(book, () =>
        entriesWhere(
          book,
          '(boot < ?1 OR boot > ?1) AND pending = 0 AND hidden = 0 AND stamp IS NOT NULL LIMIT ?2',
          ...[knownName(book, boot), limit],
        ),
      ),
    unshown: async limit =>
      read(book, () => entriesWhere(book, `stamp IS NULL AND hidden = 0 AND pending = 0 AND ${isPointed} ORDER BY number LIMIT ?`, limit)),
    showAgain: async paths => write(book, 'NORMAL', () => showAgain(book, paths)),
    setHidden: async entries => write(book, 'NORMAL', () => setHidden(book, entries)),
    confirm: async (entries, boot) => write(book, 'NORMAL', () => confirmEntries(book, entries, boot)),
    comparedUpTo: async (environment, asset, partitions) =>
      read(
        book,
        () =>
          db.get<{ number: number }>(
            'SELECT number FROM tree_compared WHERE environment = ? AND asset = ? AND partitions = ?',
            ...[environment, asset, partitions],
          )?.number ?? null,
      ),
    noteCompared: async (environment, asset, partitions, number) =>
      write(book, 'NORMAL', () => {
        db.run(
          `INSERT INTO tree_compared (environment, asset, partitions, number) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET partitions = excluded.partitions, number = excluded.number`,
          ...[environment, asset, partitions, number],
        )
      }),
  }
}
