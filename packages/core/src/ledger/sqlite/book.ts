/** An open ledger file: its connection, and what is remembered of the texts in it. */
import type { Database } from './driver.ts'
import { keyOfStored, storedKey } from './row/stored-key.ts'
import { type Texts, textsOf } from './texts.ts'

export interface Book {
  readonly db: Database
  /** The ledger's id. */
  readonly id: string
  readonly texts: Texts
  /** Details of which it is noted what they read. */
  readonly noted: Set<number>
  /** The newest commit records that were written here, by their hashes: they are about to be asked for. */
  readonly written: Map<string, Uint8Array>
}

export function bookOf(db: Database, id: string): Book {
  return { db, id, texts: textsOf(db), noted: new Set(), written: new Map() }
}

/** What is remembered may be of a transaction that was undone. */
export function forget({ texts, noted, written }: Book): void {
  texts.forget()
  noted.clear()
  written.clear()
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
