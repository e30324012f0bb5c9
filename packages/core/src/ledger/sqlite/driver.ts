/** The only door to SQLite: a synchronous connection with cached statements, refusing libraries that can corrupt a ledger. */
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { VarveError } from '../../foundation/errors.ts'
import { ledgerUnusable } from './error.ts'

export type SqlValue = string | number | null | Uint8Array

/** One connection. `Row` is what the caller's SQL selects: a promise of that SQL, not checked here. */
export interface Database {
  readonly path: string
  /** Whether a transaction is open. */
  readonly inTransaction: boolean
  /** Runs one statement and returns the row id it inserted last. */
  run(sql: string, ...values: readonly SqlValue[]): number
  /** Runs one statement and returns how many rows it changed. */
  changes(sql: string, ...values: readonly SqlValue[]): number
  get<Row>(sql: string, ...values: readonly SqlValue[]): Row | undefined
  all<Row>(sql: string, ...values: readonly SqlValue[]): readonly Row[]
  /** Row by row; the same statement is not run again meanwhile. */
  each<Row>(sql: string, ...values: readonly SqlValue[]): IterableIterator<Row>
  /** Runs statements that take no values and are not worth caching. */
  script(sql: string): void
  close(): void
}

/** How long a connection waits for another process's transaction. */
export const busyTimeoutMs = 10_000

/**
 * `read` needs the files that a write-ahead log has beside it; `immutable` reads the file alone, and is right only where nobody writes
 * it and no log lies beside it.
 */
export type Access = 'write' | 'read' | 'immutable'
export type ReadAccess = Extract<Access, 'read' | 'immutable'>

/** @throws LEDGER_UNUSABLE where the file cannot be opened or SQLite is a version that can corrupt it */
export async function openDatabase(path: string, access: Access = 'write'): Promise<Database> {
  const { DatabaseSync } = await import('@photostructure/sqlite')
  const library = new DatabaseSync(':memory:') // asked before the file is touched
  const { version }: { readonly version: string } = library.prepare('SELECT sqlite_version() AS version').get()
  library.close()
  refuseUnsafeVersion(version, path)
  const name = access === 'immutable' ? `${pathToFileURL(path).href}?immutable=1` : path
  const connection = connect(() => new DatabaseSync(name, { timeout: busyTimeoutMs, readOnly: access !== 'write' }), path)
  const statements = new Map<string, ReturnType<typeof connection.prepare>>()

  function prepared(sql: string): ReturnType<typeof connection.prepare> {
    const known = statements.get(sql)
    if (known) return known
    const statement = connection.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  return {
    path,
    get inTransaction() {
      return connection.isTransaction
    },
    run: (sql, ...values) => Number(prepared(sql).run(...values).lastInsertRowid),
    changes: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    get: (sql, ...values) => prepared(sql).get(...values),
    all: (sql, ...values) => prepared(sql).all(...values),
    each: (sql, ...values) => prepared(sql).iterate(...values),
    script: sql => connection.exec(sql),
    close: () => {
      statements.clear()
      if (connection.isOpen) connection.close()
    },
  }
}

/**
 * The library finalises statements only when they are collected, and until then a closed connection of this very process still has its
 * lock on the file.
 */
export async function letGoOfClosed(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  for (let round = 0; round < 2; round += 1) {
    collect()
    await setImmediate() // finalisers run in a turn of their own
  }
}

/**
 * SQLite 3.7.0 to 3.51.2 can corrupt a write-ahead log when two connections write or checkpoint at the same instant.
 *
 * @throws LEDGER_UNUSABLE for a version in that range, and for one that cannot be read
 */
export function refuseUnsafeVersion(version: string, path: string): void {
  const [major = Number.NaN, minor = Number.NaN, patch = Number.NaN] = version.split('.').map(Number)
  const number = major * 1_000_000 + minor * 1_000 + patch
  if (number >= 3_051_003) return
  throw new VarveError('LEDGER_UNUSABLE', {
    what: `SQLite ${version} can corrupt a ledger that several processes write`,
    where: path,
    why: 'its write-ahead log loses commits when two connections write or checkpoint at the same instant; 3.51.3 fixes this',
    fix: 'install the version of @photostructure/sqlite that Varve asks for',
    details: { path, version },
  })
}

function connect<T>(open: () => T, path: string): T {
  try {
    return open()
  } catch (error) {
    throw ledgerUnusable(path, error)
  }
}
