/** A ledger whose file or folder cannot be written, opened for commands that only read; nothing is written beside it either. */
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemClock } from '../../foundation/clock.ts'
import { isVarveError, VarveError } from '../../foundation/errors.ts'
import type { Ledger } from '../ledger.ts'
import { type Book, bookOf } from './book.ts'
import { type Database, openDatabase, type ReadAccess } from './driver.ts'
import { ledgerUnusable, sqliteCode } from './error.ts'
import { idAsItIs } from './schema.ts'
import { ledgerOver } from './sqlite-ledger.ts'

/** SQLite writes beside the file as well. */
export async function isReadOnly(path: string): Promise<boolean> {
  return !((await isWritable(path)) && (await isWritable(dirname(path))))
}

/**
 * What is found lost is not noted, since nothing can be, and `noteLoss` says so; states of assets are not kept.
 *
 * @throws LEDGER_READ_ONLY where the file cannot be read as it is
 * @throws LEDGER_UNUSABLE LEDGER_VERSION_UNKNOWN
 */
export async function openReadOnlyLedger(path: string): Promise<Ledger> {
  const [log, shared] = await Promise.all([sizeOf(`${path}-wal`), sizeOf(`${path}-shm`)])
  // An empty log with its shared memory beside it may be that of a process which is about to write.
  const isAlone = log === undefined || (log === 0 && shared === undefined)
  const access = isAlone ? 'immutable' : 'read'
  const ledger = ledgerOver(await openAs(path, access), systemClock, access)
  return { ...ledger, noteLoss: async () => false, noteWhole: async () => {}, keepStates: async () => {} }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}

async function openAs(path: string, how: ReadAccess): Promise<Book> {
  let db: Database | undefined
  try {
    db = await openDatabase(path, how)
    const id = idAsItIs(db)
    if (id === undefined) throw olderSchema(path)
    return bookOf(db, id)
  } catch (error) {
    db?.close()
    if (how === 'read' && !(isVarveError(error) && error.code === 'LEDGER_READ_ONLY')) throw logUnreadable(path, error)
    throw sqliteCode(error) === undefined ? error : ledgerUnusable(path, error)
  }
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    error => !['EACCES', 'EROFS', 'EPERM'].includes(error.code),
  )
}

function logUnreadable(path: string, cause: unknown): VarveError {
  return new VarveError('LEDGER_READ_ONLY', {
    what: 'the ledger cannot be read from a folder that cannot be written: its newest changes are in a write-ahead log',
    where: `${path}-wal`,
    why: 'SQLite needs to write beside the file to read that log, and without it older facts would be taken for the present ones',
    fix: 'run `varve status` once where the folder can be written, while no other command runs: that moves the log into the file; then copy or mount it',
    details: { path },
    cause,
  })
}

function olderSchema(path: string): VarveError {
  return new VarveError('LEDGER_READ_ONLY', {
    what: 'the ledger was written by an older Varve, and cannot be upgraded where it cannot be written',
    where: path,
    fix: 'run `varve status` once where the file can be written, then copy or mount it',
    details: { path },
  })
}
