/** A snapshot in SQLite: a connection of its own, whose transaction sees one state until it is closed. */
import { invariant } from '../../foundation/invariant.ts'
import { factOf } from '../facts.ts'
import type { LedgerSnapshot } from '../snapshot.ts'
import { assetsIn, movedIn } from './assets.ts'
import type { Book } from './book.ts'
import { commitEntries, commitEntry, newestCommit, recordBytes } from './commits.ts'
import { allErasures, lastingErasure, removals } from './erasures.ts'
import { factsBetween, newestSequence } from './journal.ts'
import { judgedIn } from './judged.ts'
import { knownKeys, presentKeys } from './keys.ts'
import { environmentsIn, historyOf, observationOf, pageOf, pointersIn, runsIn, verdictOf, windowsIn } from './lists.ts'
import { currentLosses, holdersOf } from './losses.ts'
import { bySequence } from './materializations.ts'
import { pointedOf, pointerAt, pointerOf } from './pointers.ts'
import type { Readers } from './readers.ts'
import { translated } from './transaction.ts'

export async function openSnapshot(readers: Readers): Promise<LedgerSnapshot> {
  const opened = await readers.take()
  const sequence = newestSequence(opened.db)
  let isOpen = true
  const ask = async <T>(answer: (book: Book) => T): Promise<T> => {
    invariant(isOpen, 'a snapshot of the ledger was asked after it was closed')
    return translated(opened.db, () => answer(opened))
  }
  return {
    sequence,
    close: async () => {
      if (isOpen) readers.giveBack(opened)
      isOpen = false
    },

    judged: request => ask(book => judgedIn(book, request)),
    assets: environment => ask(book => assetsIn(book, environment)),
    moved: since => ask(book => movedIn(book, since)),
    observations: externals => ask(({ db }) => externals.flatMap(external => observationOf(db, external) ?? [])),
    externalVerdicts: wanted => ask(({ db }) => wanted.map(version => verdictOf(db, version))),
    dynamicKeys: () => ask(({ db }) => presentKeys(db)),

    current: wanted =>
      ask(book =>
        named(
          book,
          wanted.map(({ environment, asset, partition }) => pointerOf(book.db, pointedOf(book, environment, asset, partition))),
        ),
      ),
    currentAt: wanted =>
      ask(book =>
        named(
          book,
          wanted.map(({ environment, asset, partition, asOf }) =>
            pointerAt(book.db, pointedOf(book, environment, asset, partition), Math.min(asOf, sequence)),
          ),
        ),
      ),
    history: (asset, partition) => ask(book => historyOf(book, asset, partition)),
    materializations: page => ask(book => pageOf(book, page)),
    windowsOf: asset => ask(book => windowsIn(book, asset)),
    bySequence: sequences => ask(book => bySequence(book, sequences)),
    holdersOf: hashes => ask(book => holdersOf(book, hashes)),

    environments: () => ask(environmentsIn),
    pointers: page => ask(book => pointersIn(book, page)),

    erasureOf: wanted => ask(book => wanted.map(name => lastingErasure(book, name))),
    erasures: () => ask(({ db }) => allErasures(db)),
    removals: () => ask(({ db }) => removals(db)),
    losses: () => ask(({ db }) => [...currentLosses(db)].map(([sha256, found]) => ({ sha256, found }))),

    knownKeys: set => ask(({ db }) => knownKeys(db, set)),
    runs: ids => ask(({ db }) => runsIn(db, ids)),

    commit: at => ask(({ db }) => commitEntry(db, at)),
    newestCommit: which => ask(({ db }) => newestCommit(db, which)),
    commits: (after, limit) => ask(({ db }) => commitEntries(db, after, limit)),
    commitBytes: at => ask(book => recordBytes(book, at)),
    facts: (after, upTo) => ask(book => factsBetween(book, after, upTo).map(factOf)),
  }
}

function named(book: Book, sequences: readonly (number | null)[]) {
  const found = bySequence(
    book,
    sequences.filter(sequence => sequence !== null),
  ).values()
  return sequences.map(sequence => (sequence === null ? null : found.next().value!))
}
