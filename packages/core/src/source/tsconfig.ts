/** What a project says beside its code: `paths`, `baseUrl` and compiler options of tsconfig.json, and `imports` of package.json. */
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ts } from 'ts-morph'
import { type CompilerOptions, compilerOptions, defaultOptions } from './compiler-options.ts'

/** Reads text and remembers what was read, also where there was nothing. */
export interface RememberedFiles {
  isFile(path: string): boolean
  read(path: string): string | undefined
}

interface PathOptions {
  readonly baseUrl: string | undefined
  /** The folder that relative targets of `paths` begin at. */
  readonly base: string
  readonly paths: Readonly<Record<string, readonly string[]>>
}

interface Tsconfig {
  readonly aliases: PathOptions | undefined
  readonly options: CompilerOptions
}

/** As the nearest tsconfig.json above a file has it, `extends` included. */
export class Tsconfigs {
  readonly #files: RememberedFiles
  readonly #byFolder = new Map<string, Tsconfig>()

  constructor(files: RememberedFiles) {
    this.#files = files
  }

  candidates(specifier: string, importer: string): readonly string[] {
    const { aliases } = this.#tsconfigOf(dirname(importer))
    if (!aliases || specifier.startsWith('node:')) return []
    const { baseUrl, base, paths } = aliases
    const [match] = Object.keys(paths)
      .filter(pattern => matchOf(pattern, specifier) !== undefined)
      .sort((one, other) => specificity(other) - specificity(one))
    const mapped = match === undefined ? [] : (paths[match] ?? [])
    const star = match === undefined ? '' : (matchOf(match, specifier) ?? '')
    // A function, since `$` in a replacement text means something.
    const targets = mapped.map(target =>
      resolve(
        base,
        target.replace('*', () => star),
      ),
    )
    return baseUrl === undefined ? targets : [...targets, resolve(baseUrl, specifier)]
  }

  /** Options that change what the code of a file does. */
  optionsFor(file: string): CompilerOptions {
    return this.#tsconfigOf(dirname(file)).options
  }

  #tsconfigOf(folder: string): Tsconfig {
    const known = this.#byFolder.get(folder)
    if (known) return known
    const file = join(folder, 'tsconfig.json')
    const above = dirname(folder)
    const tsconfig = this.#files.isFile(file) ? this.#parse(file) : above === folder ? none : this.#tsconfigOf(above)
    this.#byFolder.set(folder, tsconfig)
    return tsconfig
  }

  #parse(file: string): Tsconfig {
    const read = (path: string) => this.#files.read(path)
    const { config } = ts.readConfigFile(file, read)
    const host = {
      useCaseSensitiveFileNames: true,
      fileExists: (path: string) => this.#files.isFile(path),
      readFile: read,
      readDirectory: () => [],
    }
    const { options } = ts.parseJsonConfigFileContent(config ?? {}, host, dirname(file), undefined, file)
    const { baseUrl, paths = {}, pathsBasePath } = options
    const hasAliases = baseUrl !== undefined || Object.keys(paths).length > 0
    const base = baseUrl ?? (typeof pathsBasePath === 'string' ? pathsBasePath : dirname(file))
    return { aliases: hasAliases ? { baseUrl, base, paths } : undefined, options: compilerOptions(options) }
  }
}

const none: Tsconfig = { aliases: undefined, options: defaultOptions }

/** What the `*` matches, '' for an exact name, undefined where the pattern does not fit. */
function matchOf(pattern: string, specifier: string): string | undefined {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return pattern === specifier ? '' : undefined
  const fits = specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after)
  return fits ? specifier.slice(before.length, specifier.length - after.length) : undefined
}

/** An exact name before patterns, then the longest beginning. */
function specificity(pattern: string): number {
  const star = pattern.indexOf('*')
  return star < 0 ? Number.POSITIVE_INFINITY : star
}

/** What the nearest package.json's `imports` makes of `#name`: the URL of a file, or the name of a package; undefined where nothing fits. */
export function packageImport(specifier: string, importer: string, files: RememberedFiles): string | undefined {
  for (let folder = dirname(importer); ; folder = dirname(folder)) {
    const text = files.read(join(folder, 'package.json'))
    if (text !== undefined) {
      const target = targetIn(importsOf(text), specifier)
      return target?.startsWith('./') ? pathToFileURL(resolve(folder, target)).href : target
    }
    if (dirname(folder) === folder) return undefined
  }
}

function importsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const { imports } = JSON.parse(text) as { readonly imports?: unknown }
    return typeof imports === 'object' && imports !== null ? (imports as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

function targetIn(imports: Readonly<Record<string, unknown>>, specifier: string): string | undefined {
  const [match] = Object.keys(imports)
    .filter(pattern => matchOf(pattern, specifier) !== undefined)
    .sort((one, other) => specificity(other) - specificity(one))
  if (match === undefined) return undefined
  const star = matchOf(match, specifier) ?? ''
  return conditionalTarget(imports[match])?.replaceAll('*', () => star)
}

const conditions = new Set(['node', 'import', 'module-sync', 'default'])

/** The first target whose conditions hold for an `import` in Node. */
function conditionalTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (Array.isArray(target)) return target.map(conditionalTarget).find(found => found !== undefined)
  if (typeof target !== 'object' || target === null) return undefined
  for (const [condition, inner] of Object.entries(target)) {
    const found = conditions.has(condition) ? conditionalTarget(inner) : undefined
    if (found !== undefined) return found
  }
  return undefined
}
