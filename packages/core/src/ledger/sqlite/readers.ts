/** Connections that only read: one for each snapshot that is open, kept for the next. */
import { type Book, bookOf } from './book.ts'
import { type Database, openDatabase, type ReadAccess } from './driver.ts'
import { translated } from './transaction.ts'

export interface Readers {
  /** A connection with a transaction that sees one state until it is given back. */
  take(): Promise<Book>
  giveBack(book: Book): void
  /** Also those that are taken. */
  close(): void
}

/** Enough for what plans, judges and verifies at the same time; more are closed when they are given back. */
const keptMax = 4

export function readersOf({ db: { path }, id }: Book, access: ReadAccess): Readers {
  const free: Book[] = []
  const taken = new Set<Book>()
  let isClosed = false
  return {
    take: async () => {
      const book = free.pop() ?? bookOf(await openDatabase(path, access), id)
      taken.add(book)
      translated(book.db, () => begin(book.db))
      return book
    },
    giveBack: book => {
      taken.delete(book)
      if (isClosed) return
      if (book.db.inTransaction) book.db.run('COMMIT')
      if (free.length < keptMax) free.push(book)
      else book.db.close()
    },
    close: () => {
      isClosed = true
      for (const { db } of [...free, ...taken]) db.close()
    },
  }
}

/** A transaction sees what there is at its first look. */
function begin(db: Database): void {
  db.run('BEGIN DEFERRED')
  db.get('SELECT sequence FROM counter')
}
