/** The config values of every asset: validated, with defaults, in canonical form, and with their secrets set apart. */
import type { z } from 'zod'
import { isVarveError } from '../foundation/errors.ts'
import { suggest } from '../foundation/suggest.ts'
import { type ConfigProblem, emptyConfig, type GuardedConfig, guardedConfig } from '../secret/guarded-config.ts'
import { masker } from '../secret/masker.ts'
import { textsOf } from '../secret/texts-of.ts'
import type { Catalog } from './catalog.ts'
import { type DefinitionFinding, finding } from './definition-finding.ts'

export interface ConfigValues {
  /** By asset name, for every asset of the catalog without a finding. */
  readonly configs: ReadonlyMap<string, GuardedConfig>
  readonly findings: readonly DefinitionFinding[]
}

/** Findings name the place of a bad value and never the value, which may be a secret. */
export function configValues({ assets }: Catalog, given: Readonly<Record<string, unknown>>): ConfigValues {
  const findings: DefinitionFinding[] = Object.keys(given)
    .filter(name => !assets.has(name))
    .map(name => unknownAsset(name, [...assets.keys()]))
  const configs = new Map<string, GuardedConfig>()
  for (const [name, { config }] of assets) {
    const isGiven = Object.hasOwn(given, name)
    // Most assets have no config: thousands of them share one.
    const isNone = !isGiven && Object.keys(config.shape).length === 0
    const value = isNone ? emptyConfig : configOf(name, config, isGiven ? given[name] : {})
    if ('reveal' in value) configs.set(name, value)
    else findings.push(...value)
  }
  return { configs, findings }
}

function configOf(name: string, schema: z.ZodObject, given: unknown): GuardedConfig | readonly DefinitionFinding[] {
  // A misspelt key would otherwise leave the default in force without a word.
  const strict = schema._zod.def.catchall === undefined ? schema.strict() : schema
  try {
    const result = strict.safeParse(given ?? {})
    if (!result.success) {
      // The author of the schema may have put the value into a message.
      const mask = masker(textsOf(given))
      return result.error.issues.map(issue => badValue(name, issue.path, mask(issue.message)))
    }
    const config = guardedConfig(strict, given ?? {}, result.data)
    return 'reveal' in config ? config : config.map(problem => badSecret(name, problem))
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

function badSecret(name: string, { path, why, fix }: ConfigProblem): DefinitionFinding {
  const where = [`config of ${name}`, ...path.map(String)].join('.')
  return finding('BAD_CONFIG', { asset: name, message: `a secret in the config of '${name}' cannot be kept apart`, where, why, fix })
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
