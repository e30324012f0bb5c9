/** The packages translated to JavaScript once for all test runs, so that a process of its own starts in a fraction of the time. */
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'

/**
 * Once before the workers of a test run begin.
 *
 * @example
 * const folder = inject('translatedPackages') // has packages/NAME/src as JavaScript, and start.mjs, which a process imports first
 */
export function setup({ provide }: TestProject): void {
  provide('translatedPackages', translate())
}

declare module 'vitest' {
  interface ProvidedContext {
    translatedPackages: string
  }
}

const repository = resolve(import.meta.dirname, '../../..')
const packages = ['cli', 'core', 'io-managers', 'partitions']
/** Where what is in it finds installed packages. */
const cache = join(repository, 'node_modules', '.cache', 'varve-tests')

/** Anew where any source has changed. */
function translate(): string {
  const files = packages.flatMap(filesOf)
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(repository, file)))
  const folder = join(cache, hash.digest('hex').slice(0, 16))
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  for (const old of readdirSync(cache)) if (!isInUse(join(cache, old))) rmSync(join(cache, old), { recursive: true, force: true })
  const made = mkdtempSync(join(cache, 'made-'))
  try {
    for (const file of files) write(file, made)
    for (const name of packages) linkInstalled(name, made)
    renameSync(made, folder)
  } catch (error) {
    // Another test run was first.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
  return folder
}

/** Another test run may use what is younger than a day. */
function isInUse(folder: string): boolean {
  return Date.now() - statSync(folder).mtimeMs < 86_400_000
}

/** Relative to the repository: the sources, and what is read or started beside them. */
function filesOf(name: string): readonly string[] {
  const folder = join(repository, 'packages', name)
  const sources = readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return [join(folder, 'package.json'), ...sources.map(({ parentPath, name }) => join(parentPath, name)), ...starters]
    .map(file => relative(repository, file))
    .sort()
}

/** What a package has installed for itself, since another version of it serves the rest. */
function linkInstalled(name: string, folder: string): void {
  const installed = join(repository, 'packages', name, 'node_modules')
  if (existsSync(installed)) symlinkSync(installed, join(folder, 'packages', name, 'node_modules'), 'dir')
}

const starters = ['start.mjs', 'mapped-modules.mjs'].map(name => join(import.meta.dirname, name))

function write(file: string, folder: string): void {
  const target = starters.includes(join(repository, file))
    ? join(folder, file.split('/').at(-1)!)
    : join(folder, file.replace(/\.ts$/, '.js'))
  mkdirSync(dirname(target), { recursive: true })
  if (file.endsWith('.ts')) writeFileSync(target, javaScriptOf(file))
  else cpSync(join(repository, file), target)
}

type Compiler = typeof import('typescript-5.9')

function javaScriptOf(file: string): string {
  const ts: Compiler = createRequire(import.meta.url)('typescript-5.9')
  const { outputText } = ts.transpileModule(readFileSync(join(repository, file), 'utf8'), {
    fileName: file,
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      rewriteRelativeImportExtensions: true,
      verbatimModuleSyntax: true,
    },
  })
  const toPackages = relative(dirname(file), 'packages')
  return outputText.replaceAll(
    /\b(from |import\()'@varve\/([a-z-]+)'/g,
    (_, before: string, name: string) => `${before}'${toPackages}/${name}/src/index.js'`,
  )
}
