/** The ledger of a project in one SQLite file, as a config names it. */
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { VarveError } from '../../foundation/errors.ts'
import { asBuiltIn, isBuiltIn } from '../../io/built-in.ts'
import type { LedgerDefinition } from '../definition.ts'
import { isReadOnly, openReadOnlyLedger } from './read-only-ledger.ts'
import { openSqliteLedger } from './sqlite-ledger.ts'

export interface SqliteLedgerOptions {
  /** Absolute, or relative to the config file's folder (`--root` where given); default `.varve/ledger.db`. It must lie on a local disk. */
  readonly path?: string | undefined
}

/**
 * Keeps the ledger in one file that many processes of a machine share.
 *
 * @throws BAD_CONFIG
 * @example
 * export default defineConfig({
 *   entry: import.meta.url,
 *   catalog: catalog({ ...flightAssets }),
 *   io: ioManager({ storage: file('./data'), format: parquet() }),
 *   ledger: sqliteLedger({ path: './state/ledger.db' }),
 * })
 */
export function sqliteLedger({ path = '.varve/ledger.db' }: SqliteLedgerOptions = {}): LedgerDefinition {
  if (typeof path !== 'string' || path === '') {
    throw new VarveError('BAD_CONFIG', {
      what: 'sqliteLedger() was given a wrong path',
      fix: "name a file: sqliteLedger({ path: './state/ledger.db' })",
    })
  }
  const locate = (base: string): string => resolve(base, path)
  return asBuiltIn({
    kind,
    locate,
    exists: (base: string) =>
      access(locate(base)).then(
        () => true,
        () => false,
      ),
    open: async (base: string, intent: 'read' | 'write') => {
      const file = locate(base)
      if (intent === 'read' && (await isReadOnly(file))) return { ledger: await openReadOnlyLedger(file), isReadOnly: true }
      return { ledger: await openSqliteLedger(file), isReadOnly: false }
    },
  })
}

const kind = 'sqlite'

/** Its file is where it says it is. */
export function isSqliteLedger(definition: LedgerDefinition): boolean {
  return definition.kind === kind && isBuiltIn(definition)
}
