/** Which schema a ledger file has: a new one is given its tables, and an older one becomes one of today. */
import { setTimeout as sleep } from 'node:timers/promises'
import { VarveError } from '../../foundation/errors.ts'
import type { Random } from '../../foundation/random.ts'
import { busyTimeoutMs, type Database } from './driver.ts'
import { isBusy, ledgerUnusable, sqliteCode } from './error.ts'
import { upgradeTo4 } from './older-schema.ts'
import { tables } from './tables.ts'
import { giveBackSpace, upgradeTo5 } from './upgrade.ts'

const applicationId = 0x56415256 // 'VARV': distinguishes a ledger from another program's database
const retryDelayMs = 20
const newest = 5

/**
 * Creates the ledger where the file is new, upgrades an older one, and returns the ledger's id.
 *
 * @param isStillThere asked once the file could be read, and before anything is written: false where another file has its name by now
 * @returns undefined where the file was replaced
 * @throws LEDGER_VERSION_UNKNOWN for a ledger written by a newer Varve
 * @throws LEDGER_UNUSABLE for a file that is not a ledger
 */
export async function prepareSchema(db: Database, random: Random, isStillThere: () => boolean = () => true): Promise<string | undefined> {
  // Switching to WAL fails at once while another process creates the ledger, whatever the busy timeout says: so try again here.
  for (let waitedMs = 0; ; waitedMs += retryDelayMs) {
    try {
      return createOrCheck(db, random, isStillThere)
    } catch (error) {
      if (db.inTransaction) db.script('ROLLBACK')
      db.script('PRAGMA foreign_keys = ON')
      if (sqliteCode(error) === undefined) throw error
      if (!isBusy(error) || waitedMs >= busyTimeoutMs) throw ledgerUnusable(db.path, error)
    }
    await sleep(retryDelayMs)
  }
}

function createOrCheck(db: Database, random: Random, isStillThere: () => boolean): string | undefined {
  db.script('BEGIN') // one state for all three reads: another process may be creating the ledger between them
  const version = versionOf(db) // before anything is written: the file may be another program's
  db.script('COMMIT')
  if (!isStillThere()) return undefined
  db.script('PRAGMA journal_mode = WAL')
  if (version < newest) upgrade(db, random)
  const row = db.get<{ value: string }>(`SELECT value FROM meta WHERE key = 'id'`)
  if (!row) throw notALedger(db.path)
  return row.value
}

/** One transaction: a process that is killed in it leaves the ledger as it was. Another may have done it since the version was read. */
function upgrade(db: Database, random: Random): void {
  db.script('PRAGMA synchronous = FULL') // the id must outlive a power cut: storage roots will name it
  db.script('PRAGMA foreign_keys = OFF') // tables are replaced; it cannot be said inside a transaction
  db.script('BEGIN EXCLUSIVE')
  const version = versionOf(db)
  if (version === 0) createSchema(db, random.hex(16))
  else if (version < newest) {
    upgradeTo4(db, version)
    upgradeTo5(db)
    noteVersion(db)
  }
  db.script('COMMIT')
  db.script('PRAGMA foreign_keys = ON')
  if (version > 0 && version < newest) giveBackSpace(db)
}

/** Fills an empty file, inside a write transaction. */
export function createSchema(db: Database, id: string): void {
  db.script(tables)
  db.run(`INSERT INTO meta (key, value) VALUES ('id', ?)`, id)
  noteVersion(db)
}

function noteVersion(db: Database): void {
  db.script(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${newest}`)
}

/**
 * The id of a ledger that cannot be written, so that it cannot be upgraded either; undefined where it has an older schema.
 *
 * @throws LEDGER_VERSION_UNKNOWN LEDGER_UNUSABLE
 */
export function idAsItIs(db: Database): string | undefined {
  if (versionOf(db) < newest) return undefined
  return db.get<{ value: string }>(`SELECT value FROM meta WHERE key = 'id'`)?.value
}

/** 0 where the file still waits for its tables. */
function versionOf(db: Database): number {
  const application = db.get<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0
  const version = db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
  const isEmpty = db.get('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined
  if (application === 0 && version === 0 && isEmpty) return 0
  if (application !== applicationId) throw notALedger(db.path)
  if (version >= 1 && version <= newest) return version
  throw new VarveError('LEDGER_VERSION_UNKNOWN', {
    what: `the ledger has schema version ${version}, and this Varve knows ${newest}`,
    where: db.path,
    why: 'it was written by a newer Varve',
    fix: 'use the Varve that wrote it, or a newer one',
    details: { path: db.path, version, known: newest },
  })
}

function notALedger(path: string): VarveError {
  return new VarveError('LEDGER_UNUSABLE', {
    what: 'the file is not a Varve ledger',
    where: path,
    why: 'it is the database of another program',
    fix: 'move the file away, or name another path for the ledger',
    details: { path },
  })
}
