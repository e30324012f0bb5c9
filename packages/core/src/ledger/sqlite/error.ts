/** SQLite's own failures, in the words of whoever has to act on them. */
import { VarveError } from '../../foundation/errors.ts'

const advice: Readonly<Record<number, { readonly what: string; readonly fix: string }>> = {
  5: {
    what: 'the ledger is locked by another process',
    fix: 'wait for the other process or end it; the ledger must lie on a local disk, not on a network share',
  },
  8: { what: 'the ledger cannot be written', fix: 'make the file and its folder writable' },
  10: { what: 'the disk that holds the ledger failed', fix: 'check the disk, then try again' },
  11: {
    what: 'the ledger is damaged',
    fix: 'run `varve rebuild-ledger`, which puts it aside and builds it again from the commit records in the storage root',
  },
  13: { what: 'the disk that holds the ledger is full', fix: 'make room, then try again' },
  14: {
    what: 'the ledger cannot be opened',
    fix: 'check that the path names a file, and that the file and its folder are readable and writable',
  },
  26: {
    what: 'the file is not a Varve ledger',
    fix: 'run `varve rebuild-ledger`, which puts it aside and builds the ledger again from the commit records in the storage root',
  },
}

/** A LEDGER_UNUSABLE that keeps SQLite's error as its cause. */
export function ledgerUnusable(path: string, cause: unknown): VarveError {
  const code = sqliteCode(cause)
  const { what, fix } = (code === undefined ? undefined : advice[code]) ?? {
    what: 'the ledger cannot be used',
    fix: 'check the file named above, then try again',
  }
  const why = cause instanceof Error ? cause.message : String(cause)
  return new VarveError('LEDGER_UNUSABLE', { what, where: path, why, fix, details: { path, sqlite: code ?? null }, cause })
}

/** SQLite's primary result code, or undefined where the error is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff // an extended code carries its primary code in the low byte
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === 5
}
