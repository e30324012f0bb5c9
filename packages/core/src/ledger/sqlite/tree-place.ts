/** A folder of the tree as what many share, up to its first `=`, and the rest: the one way to write it in two parts. */
import { type Book, knownName, nameNumber, nameOf } from './book.ts'
import { keyOfStored, storedKey } from './row/stored-key.ts'

export interface Place {
  /** The number of the first part. */
  readonly place: number
  readonly rest: string
}

/** Runs inside a write transaction. */
export function placeFor(book: Book, folder: string): Place {
  const end = endOfPlace(folder)
  return { place: nameNumber(book, folder.slice(0, end)), rest: storedKey(folder.slice(end)) }
}

export function knownPlace(book: Book, folder: string): Place {
  const end = endOfPlace(folder)
  return { place: knownName(book, folder.slice(0, end)), rest: storedKey(folder.slice(end)) }
}

export function folderAt(book: Book, { place, rest }: Place): string {
  return nameOf(book, place) + keyOfStored(rest)
}

function endOfPlace(folder: string): number {
  return folder.indexOf('=') + 1 || folder.lastIndexOf('/') + 1
}
