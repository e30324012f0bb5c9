/** The project: its catalog, where its data lies, and the values of its assets' config. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suggest } from '../foundation/suggest.ts'
import type { IoManager } from '../io/io-manager.ts'
import type { LedgerDefinition } from '../ledger/definition.ts'
import { sqliteLedger } from '../ledger/sqlite/sqlite-definition.ts'
import type { GuardedConfig } from '../secret/guarded-config.ts'
import { type Catalog, isCatalog } from './catalog.ts'
import { configValues } from './config-values.ts'
import { type DefinitionFinding, finding, refuseFindings } from './definition-finding.ts'
import type { ConfigOf } from './names.ts'

const mark = Symbol.for('varve.project')

export interface ProjectDefinition<N> {
  /** `import.meta.url` of this file: relative paths and `.varve` lie beside it, and workers import it. */
  readonly entry: string
  readonly catalog: Catalog<N>
  /** Storage and format: `ioManager({ storage: file('./data'), format: parquet() })`. */
  readonly io: IoManager
  /** Where the ledger is kept. Default: `sqliteLedger()`, the file `.varve/ledger.db` beside the config. */
  readonly ledger?: LedgerDefinition
  /** Values for the assets' own parameters, by asset name; what is left out has its default. */
  readonly config?: ConfigOf<NoInfer<N>>
  /** Steps at a time. Default: as many as the machine has processors. */
  readonly concurrency?: number
}

export interface ProjectConfig<out N = unknown> {
  readonly [mark]: true
  readonly kind: 'project'
  readonly entry: string
  /** The folder of `entry`. */
  readonly folder: string
  readonly catalog: Catalog<N>
  readonly io: IoManager
  readonly ledger: LedgerDefinition
  /** For every asset: validated, defaults applied, canonical, its secrets set apart. */
  readonly configs: ReadonlyMap<string, GuardedConfig>
  readonly concurrency: number | undefined
}

/**
 * What `varve.config.ts` exports by default.
 *
 * @throws BAD_CONFIG, or UNKNOWN_ASSET where config names no asset: one error with all findings in `details.findings`, which name the
 * place of a bad value and never the value.
 * @example
 * export default defineConfig({
 *   entry: import.meta.url,
 *   catalog: catalog({ ...flightAssets }),
 *   io: ioManager({ storage: file('./data'), format: parquet() }),
 *   config: { delayFeatures: { lateAfterMinutes: 20 } },
 * })
 */
export function defineConfig<N>(definition: ProjectDefinition<N>): ProjectConfig<N> {
  const findings = badOptions(definition)
  const { entry, catalog, io, ledger = sqliteLedger(), config = {}, concurrency } = definition
  refuseFindings(isCatalog(catalog) ? [] : findings, 'the config', 'BAD_CONFIG')
  const values = configValues(catalog, typeof config === 'object' ? { ...config } : {})
  refuseFindings([...findings, ...values.findings], 'the config', 'BAD_CONFIG')
  const folder = dirname(fileURLToPath(entry))
  return Object.freeze({
    [mark]: true as const,
    kind: 'project' as const,
    entry,
    folder,
    catalog,
    io,
    ledger,
    configs: values.configs,
    concurrency,
  })
}

/** Recognises a project also across two installed copies of the package. */
export function isProjectConfig(value: unknown): value is ProjectConfig {
  return typeof value === 'object' && value !== null && mark in value
}

const keys = ['entry', 'catalog', 'io', 'ledger', 'config', 'concurrency']

function badOptions(definition: object): readonly DefinitionFinding[] {
  const { entry, catalog, io, ledger, config, concurrency } = definition as Readonly<Record<string, unknown>>
  const findings = Object.keys(definition)
    .filter(key => !keys.includes(key))
    .map(unknownKey)
  if (typeof entry !== 'string' || !entry.startsWith('file:'))
    findings.push(bad('entry', 'it is not the URL of a file', 'write entry: import.meta.url'))
  if (!isCatalog(catalog)) findings.push(bad('catalog', 'it was not made by catalog()', 'write catalog: catalog({ ... })'))
  if (typeof (io as IoManager | undefined)?.open !== 'function')
    findings.push(bad('io', 'it was not made by ioManager()', 'write io: ioManager({ storage, format })'))
  if (ledger !== undefined && !isLedgerDefinition(ledger))
    findings.push(bad('ledger', 'it has no kind, locate, exists and open', 'write ledger: sqliteLedger(), or leave it out'))
  if (config !== undefined && (typeof config !== 'object' || config === null))
    findings.push(bad('config', 'it is not an object', 'write config: { asset: { ... } }'))
  if (concurrency !== undefined && !(Number.isSafeInteger(concurrency) && (concurrency as number) > 0)) {
    findings.push(bad('concurrency', 'it is not a whole number of at least 1', 'write concurrency: 4, or leave it out'))
  }
  return findings
}

function isLedgerDefinition(value: unknown): value is LedgerDefinition {
  const { kind, locate, exists, open } = (value ?? {}) as Readonly<Record<string, unknown>>
  return typeof kind === 'string' && [locate, exists, open].every(method => typeof method === 'function')
}

function unknownKey(key: string): DefinitionFinding {
  return finding('BAD_CONFIG', { message: `defineConfig() does not know the key '${key}'`, fix: suggest(key, keys).fix })
}

function bad(option: string, why: string, fix: string): DefinitionFinding {
  return finding('BAD_CONFIG', { message: `defineConfig() was given a wrong ${option}`, where: option, why, fix })
}
