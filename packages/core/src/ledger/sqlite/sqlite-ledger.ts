/** The ledger in one SQLite file that many processes share. */
import { statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Clock, systemClock } from '../../foundation/clock.ts'
import { type Random, systemRandom } from '../../foundation/random.ts'
import { checkCovers } from '../lease-lost.ts'
import type { Ledger } from '../ledger.ts'
import { sqliteAddress } from './address.ts'
import { recorded, settleRecord } from './commits.ts'
import { type Database, openDatabase } from './driver.ts'
import { checkNotRemoved, claimRemovals, erase, settleRemovals } from './erasures.ts'
import { ledgerUnusable } from './error.ts'
import { record } from './journal.ts'
import { addKeys, removeKeys } from './keys.ts'
import { recordLosses, recordWhole } from './losses.ts'
import { rememberPartitions } from './partitions.ts'
import { publishGroup } from './publish.ts'
import { replayDifferences } from './replay.ts'
import { checkLease, deleteLease, finishAbandoned, finishRun, heldLeases, insertRun, takeLeases, updateHeartbeat } from './run.ts'
import { prepareSchema } from './schema.ts'
import { newestVerdict, sqliteSnapshot } from './snapshot.ts'
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
  const { db, id } = await openCurrent(path, random)
  return ledgerOver(db, id, clock)
}

/** @param id the ledger's. */
export function ledgerOver(db: Database, id: string, clock: Clock): Ledger {
  return {
    id,
    now: () => clock.now(),
    read: async query => read(db, () => query(sqliteSnapshot(db, id))),

    startRun: async run => write(db, 'NORMAL', () => insertRun(db, run, clock.now())),
    heartbeat: async run => write(db, 'NORMAL', () => updateHeartbeat(db, run, clock.now())),
    address: sqliteAddress(db.path),
    rememberPartitions: async (environment, partitions, at) =>
      write(db, 'NORMAL', () => {
        for (const [asset, definition] of Object.entries(partitions)) rememberPartitions(db, { environment, asset, definition }, at)
      }),
    endRun: async (run, status, at) => write(db, 'NORMAL', () => finishRun(db, id, run, status, at)),
    endAbandonedRuns: async (ask, at) => write(db, 'NORMAL', () => finishAbandoned(db, id, ask, at, clock.now())),

    lease: async (run, keys, ask, at) => write(db, 'NORMAL', () => takeLeases(db, id, { run, keys, ask, at, now: clock.now() })),
    held: async (keys, ask) => read(db, () => heldLeases(db, { keys, ask, now: clock.now() })),
    release: async leases =>
      write(db, 'NORMAL', () => {
        for (const lease of leases) deleteLease(db, lease)
      }),

    refuse: async (refusal, lease) =>
      write(db, 'FULL', () => {
        checkCovers(lease, refusal)
        checkLease(db, lease)
        record(db, { kind: 'refused', at: refusal.at, body: refusal })
      }),
    pin: async (lease, sha256) =>
      write(db, 'NORMAL', () => {
        checkLease(db, lease)
        checkNotRemoved(db, sha256)
        db.run('INSERT OR IGNORE INTO pin (token, sha256) VALUES (?, ?)', lease.token, sha256)
      }),
    publish: async group => write(db, 'FULL', () => publishGroup(db, id, group)),

    observe: async observation =>
      write(db, 'NORMAL', () => {
        const { external, version, at } = observation
        const sequence = record(db, { kind: 'observed', at, body: observation })
        return { ...observation, sequence, verdict: version === null ? null : (newestVerdict(db, external, version) ?? null) }
      }),
    judgeExternal: async (external, version, verdict) =>
      write(db, 'NORMAL', () => {
        const at = db.get<{ at: number }>('SELECT at FROM journal ORDER BY sequence DESC LIMIT 1')?.at ?? 0
        record(db, { kind: 'judged', at, body: { external, version, verdict } })
      }),

    addKeys: async (set, keys, at) => write(db, 'FULL', () => recorded(db, id, () => addKeys(db, set, keys, at))),
    removeKeys: async (set, keys, at) => write(db, 'FULL', () => recorded(db, id, () => removeKeys(db, set, keys, at))),

    noteLoss: async (losses, at) => write(db, 'FULL', () => recorded(db, id, () => recordLosses(db, losses, at))),
    noteWhole: async (hashes, at) => write(db, 'FULL', () => recorded(db, id, () => recordWhole(db, hashes, at))),
    erase: async request => write(db, 'FULL', () => recorded(db, id, () => erase(db, id, request, clock.now()))),
    claimRemovals: async run => write(db, 'NORMAL', () => claimRemovals(db, run)),
    settleRemovals: async run => write(db, 'FULL', () => settleRemovals(db, run)),

    unwrittenCommits: async () =>
      read(db, () =>
        db
          .all<{ sequence: number; bytes: Uint8Array }>('SELECT sequence, bytes FROM commit_record WHERE settled = 0 ORDER BY sequence')
          .map(({ sequence, bytes }) => ({ sequence, bytes })),
      ),
    settleCommit: async sequence => write(db, 'NORMAL', () => settleRecord(db, sequence)),
    tree: sqliteTree(db),

    audit: async () => replayDifferences(db),

    close: async () => db.close(),
  }
}

/** A file that is replaced while it is being opened, as `rebuild-ledger` does, is opened again: nothing may be written to the old one. */
async function openCurrent(path: string, random: Random): Promise<{ readonly db: Database; readonly id: string }> {
  for (;;) {
    const before = fileNumber(path)
    const db = await openDatabase(path)
    const id = await prepareSchema(db, random, () => before === undefined || fileNumber(path) === before).catch((error: unknown) => {
      db.close()
      throw error
    })
    if (id !== undefined) return { db, id }
    db.close()
  }
}

function fileNumber(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}
