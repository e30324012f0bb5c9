/** The ledger in one SQLite file that many processes share. */
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Random, systemRandom } from '../foundation/random.ts'
import { checkCovers } from './lease-lost.ts'
import type { Ledger } from './ledger.ts'
import { openDatabase } from './sqlite-driver.ts'
import { ledgerUnusable } from './sqlite-error.ts'
import { record } from './sqlite-journal.ts'
import { addKeys, removeKeys } from './sqlite-keys.ts'
import { readOutbox, settleEntries } from './sqlite-outbox.ts'
import { publishGroup } from './sqlite-publish.ts'
import { checkLease, deleteLease, finishRun, insertRun, takeLeases, updateHeartbeat } from './sqlite-run.ts'
import { prepareSchema } from './sqlite-schema.ts'
import { newestVerdict, sqliteSnapshot } from './sqlite-snapshot.ts'
import { read, write } from './sqlite-transaction.ts'

/**
 * Opens the ledger at `path`, creating it and its folder where they are missing. The file must lie on a local disk.
 *
 * @throws LEDGER_UNUSABLE where the file is not a ledger, cannot be opened, or SQLite is a version that can corrupt it
 * @throws LEDGER_VERSION_UNKNOWN where a newer Varve wrote it
 */
export async function openSqliteLedger(path: string, random: Random = systemRandom): Promise<Ledger> {
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw ledgerUnusable(path, error)
  })
  const db = await openDatabase(path)
  const id = await prepareSchema(db, random).catch((error: unknown) => {
    db.close()
    throw error
  })

  return {
    id,
    read: async query => read(db, () => query(sqliteSnapshot(db))),

    startRun: async run => write(db, 'NORMAL', () => insertRun(db, run)),
    heartbeat: async (run, at) => write(db, 'NORMAL', () => updateHeartbeat(db, run, at)),
    endRun: async (run, status, at) => write(db, 'NORMAL', () => finishRun(db, run, status, at)),

    lease: async (run, keys, isDead, at, expiresAt) => write(db, 'NORMAL', () => takeLeases(db, { run, keys, isDead, at, expiresAt })),
    release: async leases =>
      write(db, 'NORMAL', () => {
        for (const lease of leases) deleteLease(db, lease)
      }),

    refuse: async (refusal, lease) =>
      write(db, 'FULL', () => {
        const { asset, partition, version, at } = refusal
        checkCovers(lease, refusal)
        checkLease(db, lease)
        const sequence = record(db, 'refused', at, refusal)
        db.run('INSERT INTO refusal (sequence, asset, partition, version) VALUES (?, ?, ?, ?)', sequence, asset, partition, version)
      }),
    pin: async (lease, sha256) =>
      write(db, 'NORMAL', () => {
        checkLease(db, lease)
        db.run('INSERT OR IGNORE INTO pin (token, sha256) VALUES (?, ?)', lease.token, sha256)
      }),
    publish: async group => write(db, 'FULL', () => publishGroup(db, id, group)),

    observe: async observation =>
      write(db, 'NORMAL', () => {
        const { external, version, at } = observation
        const sequence = record(db, 'observed', at, observation)
        db.run('INSERT INTO observation (external, sequence) VALUES (?, ?)', external, sequence)
        return { ...observation, sequence, verdict: version === null ? null : (newestVerdict(db, external, version) ?? null) }
      }),
    judgeExternal: async (external, version, verdict) =>
      write(db, 'NORMAL', () => {
        const at = db.get<{ at: number }>('SELECT at FROM journal ORDER BY sequence DESC LIMIT 1')?.at ?? 0
        const sequence = record(db, 'judged', at, { external, version, verdict })
        db.run(
          'INSERT INTO external_verdict (external, version, contract, sequence) VALUES (?, ?, ?, ?)',
          ...[external, version, verdict.contract, sequence],
        )
      }),

    addKeys: async (set, keys, at) => write(db, 'FULL', () => addKeys(db, set, keys, at)),
    removeKeys: async (set, keys, at) => write(db, 'FULL', () => removeKeys(db, set, keys, at)),

    outbox: async () => read(db, () => readOutbox(db)),
    settleCommit: async sequence =>
      write(db, 'NORMAL', () => {
        db.run('UPDATE commit_record SET settled = 1 WHERE sequence = ?', sequence)
      }),
    settleTree: async (entries, boot, apply) => write(db, 'NORMAL', () => settleEntries(db, entries, boot, apply)),

    close: async () => db.close(),
  }
}
