/** An open ledger file: its connection, and what is remembered of the texts in it. */
import type { Database } from './driver.ts'
import { keyOfStored, storedKey } from './row/stored-key.ts'
import { type Texts, textsOf } from './texts.ts'

export interface Book {
  readonly db: Database
  /** The ledger's id. */
  readonly id: string
  readonly texts: Texts
}

export function bookOf(db: Database, id: string): Book {
  return { db, id, texts: textsOf(db) }
}

/** The number of the name of an asset or environment. Runs inside a write transaction. */
export function nameNumber({ texts }: Book, name: string): number {
  return texts.intern(storedKey(name))
}

/** -1, which no name has, where the ledger has never met it. */
export function knownName({ texts }: Book, name: string): number {
  return texts.numberOf(storedKey(name)) ?? -1
}

export function nameOf({ texts }: Book, number: number): string {
  return keyOfStored(texts.text(number))
}
