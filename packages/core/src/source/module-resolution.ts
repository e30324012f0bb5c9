/** What an import names: a file of the user, an installed package, Varve itself, or a part of Node. */
import { isBuiltin } from 'node:module'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownPackages } from './installed-package.ts'

export type Resolved =
  /** `rival` is a file that another loader would take instead: `x.js` beside `x.ts`. */
  | { readonly kind: 'source'; readonly file: string; readonly rival?: string }
  /** JSON, text, anything that is data to the importing module. */
  | { readonly kind: 'content'; readonly file: string }
  | { readonly kind: 'package'; readonly name: string; readonly specifier: string }
  | { readonly kind: 'varve' }
  | { readonly kind: 'builtin'; readonly specifier: string }
  | { readonly kind: 'absent'; readonly file: string | null }

/** What resolution looks up in the world; whoever gives it remembers what was asked. */
export interface ResolutionWorld {
  isFile(path: string): boolean
  /** Where the aliases of a tsconfig.json (`paths`, `baseUrl`) may lead: paths without certain extension, best first. */
  aliases(specifier: string, importer: string): readonly string[]
  /** What `imports` of the nearest package.json makes of a name like `#lib`: another specifier. */
  packageImport(specifier: string, importer: string): string | undefined
}

export function resolveModule(specifier: string, importer: string, world: ResolutionWorld): Resolved {
  const path = filePath(specifier, importer)
  if (path !== undefined) return resolveFile(path, world) ?? { kind: 'absent', file: path }
  for (const alias of world.aliases(specifier, importer)) {
    const found = resolveFile(alias, world)
    if (found) return found
  }
  if (isBuiltin(specifier)) return { kind: 'builtin', specifier: specifier.replace(/^node:/, '') }
  if (specifier.startsWith('#')) {
    const target = world.packageImport(specifier, importer)
    return target === undefined || target.startsWith('#') ? { kind: 'absent', file: null } : resolveModule(target, importer, world)
  }
  if (specifier.includes(':')) return { kind: 'absent', file: null }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  return ownPackages.has(name) || name.startsWith('@varve/') ? { kind: 'varve' } : { kind: 'package', name, specifier }
}

function filePath(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith('file://')) return fileURLToPath(specifier)
  if (!/^(\.{0,2}\/|\.{1,2}$)/.test(specifier)) return undefined
  return resolve(dirname(importer), specifier.replace(/[?#].*$/, ''))
}

function resolveFile(path: string, world: ResolutionWorld): Resolved | undefined {
  let file: string | undefined
  let stem = ''
  for (const candidate of candidates(path)) {
    if (file === undefined) {
      if (!world.isFile(candidate)) continue
      if (!code.test(candidate)) return { kind: 'content', file: candidate }
      file = candidate
      stem = file.replace(code, '')
    } else if (candidate.startsWith(stem) && candidate.replace(code, '') === stem && world.isFile(candidate)) {
      return { kind: 'source', file, rival: candidate }
    }
  }
  return file === undefined ? undefined : { kind: 'source', file }
}

const code = /\.[cm]?[jt]sx?$/

const written: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
}
const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']

/** In the order of the loader: './x.js' means the TypeScript file where there is one. */
function* candidates(path: string): Generator<string> {
  const extension = extname(path)
  const stem = path.slice(0, path.length - extension.length)
  for (const instead of written[extension] ?? []) yield stem + instead
  yield path
  for (const added of extensions) yield path + added
  for (const added of extensions) yield join(path, `index${added}`)
}
