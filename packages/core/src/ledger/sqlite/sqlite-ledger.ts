/** The ledger in one SQLite file that many processes share. */
import { statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Clock, systemClock } from '../../foundation/clock.ts'
import { type Random, systemRandom } from '../../foundation/random.ts'
import { checkCovers } from '../lease-lost.ts'
import type { Ledger } from '../ledger.ts'
import { sqliteAddress } from './address.ts'
import { keepStates } from './assets.ts'
import { type Book, bookOf } from './book.ts'
import { recorded, settleRecords, unwrittenCommits } from './commits.ts'
import { openDatabase, type ReadAccess } from './driver.ts'
import { claimRemovals, erase, settleRemovals } from './erasures.ts'
import { ledgerUnusable } from './error.ts'
import { record } from './journal.ts'
import { judgedIn } from './judged.ts'
import { addKeys, removeKeys } from './keys.ts'
import { checkLease, deleteLease, heldLeases, pinAll, takeLeases } from './leases.ts'
import { newestVerdict } from './lists.ts'
import { recordLosses, recordWhole } from './losses.ts'
import { bySequence } from './materializations.ts'
import { publishGroup } from './publish.ts'
import { readersOf } from './readers.ts'
import { replayDifferences } from './replay.ts'
import { finishAbandoned, finishRun, insertRun, openRuns, rememberPartitions, updateHeartbeat } from './run.ts'
import { prepareSchema } from './schema.ts'
import { openSnapshot } from './snapshot.ts'
import { read, write } from './transaction.ts'
import { sqliteTree } from './tree.ts'

/**
 * Opens the ledger at `path`, creating it and its folder where they are missing. The file must lie on a local disk.
 *
 * @param clock grants and judges leases.
 * @throws LEDGER_UNUSABLE where the file is not a ledger, cannot be opened, or SQLite is a version that can corrupt it
 * @throws LEDGER_VERSION_UNKNOWN where a newer Varve wrote it
 */
export async function openSqliteLedger(path: string, random: Random = systemRandom, clock: Clock = systemClock): Promise<Ledger> {
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw ledgerUnusable(path, error)
  })
  return ledgerOver(await openCurrent(path, random), clock)
}

/** @param readOnly how the file is opened where it cannot be written. */
export function ledgerOver(book: Book, clock: Clock, readOnly?: ReadAccess): Ledger {
  const { db } = book
  const readers = readersOf(book, readOnly ?? 'read')
  return {
    id: book.id,
    address: sqliteAddress(db.path, readOnly !== undefined),
    snapshot: async () => openSnapshot(readers),
    judged: async request => read(book, () => judgedIn(book, request)),
    bySequence: async sequences => read(book, () => bySequence(book, sequences)),

    startRun: async run => write(book, 'NORMAL', () => insertRun(book, run, clock.now())),
    heartbeat: async run => write(book, 'NORMAL', () => updateHeartbeat(db, run, clock.now())),
    rememberPartitions: async (environment, partitions, at) =>
      write(book, 'NORMAL', () => rememberPartitions(book, environment, partitions, at)),
    endRun: async (run, status, at) => write(book, 'NORMAL', () => finishRun(book, run, status, at)),
    openRuns: async () => read(book, () => openRuns(db, clock.now())),
    endAbandoned: async (runs, at) => write(book, 'NORMAL', () => finishAbandoned(book, runs, at, clock.now())),

    lease: async request => write(book, 'NORMAL', () => takeLeases(book, request, clock.now())),
    held: async keys => read(book, () => heldLeases(db, keys, clock.now())),
    release: async leases =>
      write(book, 'NORMAL', () => {
        for (const lease of leases) deleteLease(db, lease)
      }),

    refuse: async (refusal, lease) =>
      write(book, 'FULL', () => {
        checkCovers(lease, refusal)
        checkLease(db, lease)
        record(book, { kind: 'refused', at: refusal.at, body: refusal })
      }),
    pin: async pins => write(book, 'NORMAL', () => pinAll(book, pins)),
    publish: async group => write(book, 'FULL', () => publishGroup(book, group)),

    observe: async observation =>
      write(book, 'NORMAL', () => {
        const { external, version, at } = observation
        const sequence = record(book, { kind: 'observed', at, body: observation })
        return { ...observation, sequence, verdict: version === null ? null : newestVerdict(db, external, version) }
      }),
    judgeExternal: async (external, version, verdict) =>
      write(book, 'NORMAL', () => {
        const { at } = db.get<{ at: number }>('SELECT at FROM counter')!
        record(book, { kind: 'judged', at, body: { external, version, verdict } })
      }),

    addKeys: async (set, keys, at) => write(book, 'FULL', () => recorded(book, () => addKeys(book, set, keys, at))),
    removeKeys: async (set, keys, at) => write(book, 'FULL', () => recorded(book, () => removeKeys(book, set, keys, at))),

    noteLoss: async (losses, at) => write(book, 'FULL', () => recorded(book, () => recordLosses(book, losses, at))),
    noteWhole: async (hashes, at) => write(book, 'FULL', () => recorded(book, () => recordWhole(book, hashes, at))),
    erase: async request => write(book, 'FULL', () => recorded(book, () => erase(book, request, clock.now()))),
    claimRemovals: async run => write(book, 'NORMAL', () => claimRemovals(db, run)),
    settleRemovals: async run => write(book, 'FULL', () => settleRemovals(db, run)),

    unwrittenCommits: async () => read(book, () => unwrittenCommits(book)),
    settleCommits: async sequences => write(book, 'NORMAL', () => settleRecords(db, sequences)),
    tree: sqliteTree(book, clock),

    keepStates: async (environment, states) => write(book, 'NORMAL', () => keepStates(book, environment, states)),

    audit: async () => {
      const reader = await readers.take()
      try {
        return await replayDifferences(reader)
      } finally {
        readers.giveBack(reader)
      }
    },

    close: async () => {
      readers.close()
      db.close()
    },
  }
}

/** A file that is replaced while it is being opened, as `rebuild-ledger` does, is opened again: nothing may be written to the old one. */
async function openCurrent(path: string, random: Random): Promise<Book> {
  for (;;) {
    const before = fileNumber(path)
    const db = await openDatabase(path)
    const id = await prepareSchema(db, random, () => before === undefined || fileNumber(path) === before).catch((error: unknown) => {
      db.close()
      throw error
    })
    if (id !== undefined) return bookOf(db, id)
    db.close()
  }
}

function fileNumber(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}
