/** The config values of every asset: validated, with defaults, and in canonical form. */
import type { z } from 'zod'
import { canonicalJson } from '../foundation/canonical.ts'
import { isVarveError } from '../foundation/errors.ts'
import type { JsonObject } from '../foundation/json.ts'
import { suggest } from '../foundation/suggest.ts'
import type { Catalog } from './catalog.ts'
import { type DefinitionFinding, finding } from './finding.ts'

export interface ConfigValues {
  /** By asset name, for every asset of the catalog without a finding. */
  readonly configs: ReadonlyMap<string, JsonObject>
  readonly findings: readonly DefinitionFinding[]
}

/** Findings name the place of a bad value and never the value, which may be a secret. */
export function configValues({ assets }: Catalog, given: Readonly<Record<string, unknown>>): ConfigValues {
  const findings: DefinitionFinding[] = Object.keys(given)
    .filter(name => !assets.has(name))
    .map(name => unknownAsset(name, [...assets.keys()]))
  const configs = new Map<string, JsonObject>()
  for (const [name, { config }] of assets) {
    const value = configOf(name, config, Object.hasOwn(given, name) ? given[name] : {})
    if (Array.isArray(value)) findings.push(...value)
    else configs.set(name, value as JsonObject)
  }
  return { configs, findings }
}

function configOf(name: string, schema: z.ZodObject, given: unknown): JsonObject | readonly DefinitionFinding[] {
  // A misspelt key would otherwise leave the default in force without a word.
  const strict = schema._zod.def.catchall === undefined ? schema.strict() : schema
  try {
    const result = strict.safeParse(given ?? {})
    if (!result.success) return result.error.issues.map(issue => badValue(name, issue.path, issue.message))
    return frozen(JSON.parse(canonicalJson(result.data)))
  } catch (error) {
    if (isVarveError(error)) return [badValue(name, [], `${error.where ?? '$'}: ${error.why ?? error.what}; config is hashed as JSON`)]
    return [badValue(name, [], 'its schema threw, or is asynchronous')]
  }
}

function badValue(name: string, path: readonly PropertyKey[], why: string): DefinitionFinding {
  const where = [`config of ${name}`, ...path.map(String)].join('.')
  return finding('BAD_CONFIG', {
    asset: name,
    message: `the config of '${name}' does not meet its schema`,
    where,
    why,
    fix: `correct config: { ${JSON.stringify(name)}: { ... } }`,
  })
}

function unknownAsset(name: string, names: readonly string[]): DefinitionFinding {
  const fix = names.length === 0 ? 'the catalog holds no assets' : suggest(name, names, 'varve status').fix
  return finding('UNKNOWN_ASSET', {
    asset: name,
    message: `config is given for '${name}', which is no asset of the catalog`,
    where: 'config',
    fix,
  })
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}
