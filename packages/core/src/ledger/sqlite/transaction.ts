/** Transactions over one connection: whole, short and synchronous. */
import { synchronous } from '../synchronous.ts'
import { type Book, forget } from './book.ts'
import type { Database } from './driver.ts'
import { ledgerUnusable, sqliteCode } from './error.ts'

/** `FULL` survives a power cut once committed; `NORMAL` survives the death of the process. */
export type Durability = 'FULL' | 'NORMAL'

/** Takes the write lock first, so that what is read inside is still true when it is written. */
export function write<T>(book: Book, durability: Durability, act: () => T): T {
  const { db } = book
  return translated(db, () => {
    db.script(`PRAGMA synchronous = ${durability}`) // never cached, since it takes effect as it is compiled; never inside a transaction
    try {
      return within(db, 'BEGIN IMMEDIATE', act)
    } catch (error) {
      forget(book)
      throw error
    }
  })
}

/** Reads one consistent state. */
export function read<T>({ db }: Pick<Book, 'db'>, act: () => T): T {
  return translated(db, () => within(db, 'BEGIN DEFERRED', act))
}

/** SQLite's failures in our words. */
export function translated<T>(db: Database, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw sqliteCode(error) === undefined ? error : ledgerUnusable(db.path, error)
  }
}

function within<T>(db: Database, begin: string, act: () => T): T {
  db.run(begin)
  try {
    const result = synchronous(act())
    db.run('COMMIT')
    return result
  } catch (error) {
    if (db.inTransaction) db.run('ROLLBACK') // a full disk has rolled back already
    throw error
  }
}
