/** What an import names: a file of the user, an installed package, Varve itself, or a part of Node. */
import { statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownPackages } from './installed-package.ts'

export type Resolved =
  | { readonly kind: 'source'; readonly file: string }
  /** JSON, text, anything that is data to the importing module. */
  | { readonly kind: 'content'; readonly file: string }
  | { readonly kind: 'package'; readonly name: string; readonly specifier: string }
  | { readonly kind: 'varve' }
  | { readonly kind: 'builtin'; readonly specifier: string }
  | { readonly kind: 'absent'; readonly file: string | null }

export function resolveModule(specifier: string, importer: string): Resolved {
  const path = filePath(specifier, importer)
  if (path !== undefined) return resolveFile(path)
  if (isBuiltin(specifier)) return { kind: 'builtin', specifier: specifier.replace(/^node:/, '') }
  if (specifier.startsWith('#') || specifier.includes(':')) return { kind: 'absent', file: null }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  return ownPackages.has(name) || name.startsWith('@varve/') ? { kind: 'varve' } : { kind: 'package', name, specifier }
}

function filePath(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith('file://')) return fileURLToPath(specifier)
  if (!/^(\.{0,2}\/|\.{1,2}$)/.test(specifier)) return undefined
  return resolve(dirname(importer), specifier.replace(/[?#].*$/, ''))
}

function resolveFile(path: string): Resolved {
  const file = candidates(path).find(isFile)
  if (file === undefined) return { kind: 'absent', file: path }
  return /\.[cm]?[jt]sx?$/.test(file) ? { kind: 'source', file } : { kind: 'content', file }
}

const written: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
}
const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']

/** In the order of the loader: './x.js' means the TypeScript file where there is one. */
function candidates(path: string): string[] {
  const extension = extname(path)
  const stem = path.slice(0, path.length - extension.length)
  return [
    ...(written[extension] ?? []).map(instead => stem + instead),
    path,
    ...extensions.map(added => path + added),
    ...extensions.map(added => resolve(path, `index${added}`)),
  ]
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
