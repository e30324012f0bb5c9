/** The packages translated to JavaScript once for all test runs, in few files, so that a process of its own starts in a fraction of the time. */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'

/**
 * Once before the workers of a test run begin.
 *
 * @example
 * const folder = inject('translatedPackages') // has packages/NAME/src as JavaScript, and start.mjs, which a process imports first
 */
export async function setup({ provide }: TestProject): Promise<void> {
  provide('translatedPackages', await translate())
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
async function translate(): Promise<string> {
  const files = packages.flatMap(filesOf)
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(repository, file)))
  const folder = join(cache, hash.digest('hex').slice(0, 16))
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  for (const old of readdirSync(cache)) if (!isInUse(join(cache, old))) rmSync(join(cache, old), { recursive: true, force: true })
  const written = mkdtempSync(join(cache, 'written-'))
  try {
    await bundle(files.filter(isTranslated), written)
    for (const file of files.filter(file => !isTranslated(file))) cpSync(join(repository, file), join(written, targetOf(file)))
    for (const name of packages) exportTranslations(join(written, 'packages', name, 'package.json'))
    renameSync(written, folder)
  } catch (error) {
    // Another test run was first.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(written, { recursive: true, force: true })
  }
  return folder
}

/** So that a project in which a translated package is installed needs no hooks to find it. */
function exportTranslations(file: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/("@varve\/source": "[^"]+)\.ts"/g, '$1.js"'))
}

/** Another test run may use what is younger than a day. */
function isInUse(folder: string): boolean {
  return Date.now() - statSync(folder).mtimeMs < 86_400_000
}

/** Relative to the repository: the sources, what is read or started beside them, and what decides how they are translated. */
function filesOf(name: string): readonly string[] {
  const folder = join(repository, 'packages', name)
  const sources = readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return [join(folder, 'package.json'), ...sources.map(({ parentPath, name }) => join(parentPath, name)), ...besides]
    .map(file => relative(repository, file))
    .sort()
}

const besides = ['start.mjs', 'mapped-modules.mjs', 'translated-packages.ts'].map(name => join(import.meta.dirname, name))

function isTranslated(file: string): boolean {
  return file.endsWith('.ts') && file.startsWith('packages/')
}

function targetOf(file: string): string {
  return besides.includes(join(repository, file)) ? file.split('/').at(-1)! : file.replace(/\.ts$/, '.js')
}

/** What a process loads together is one file each; every source file gives from there what it exports, so that none is loaded twice. */
const together = {
  // First, so that a thread loads no more than this.
  ledger: 'packages/core/src/ledger/sqlite/open-ledger.ts',
  thread: 'packages/core/src/ledger/thread/serve.ts',
  varve: 'packages/cli/src/index.ts',
  command: 'packages/cli/src/run-command.ts',
  analyser: 'packages/core/src/source/code-reach.ts',
}

/** Packages that projects load too, or that are loaded only where they are needed. */
const external = ['zod', 'ts-morph', '@photostructure/sqlite', 'tsx', 'vitest']

async function bundle(files: readonly string[], written: string): Promise<void> {
  await build({
    configFile: false,
    root: repository,
    logLevel: 'error',
    ssr: { noExternal: true, external, resolve: { conditions: ['@varve/source', 'node'] } },
    build: {
      ssr: true,
      outDir: written,
      minify: false,
      target: 'node20',
      rolldownOptions: {
        input: files.map(file => join(repository, file)),
        treeshake: false,
        preserveEntrySignatures: 'allow-extension',
        output: {
          keepNames: true,
          entryFileNames: ({ facadeModuleId }) => targetOf(relative(repository, facadeModuleId!)),
          chunkFileNames: 'packages/cli/src/[name].js',
          codeSplitting: { includeDependenciesRecursively: false, groups: [{ debugName: 'together', name: fileTogether() }] },
        },
      },
    },
  })
}

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[]; readonly code: string | null } | null
}

/** The first of the files that loads a module whenever it is loaded itself. A module that asks for its own address stays where it is. */
function fileTogether(): (id: string, modules: Modules) => string | null {
  let loaded: readonly (readonly [name: string, ids: ReadonlySet<string>])[] | undefined
  return (id, modules) => {
    loaded ??= Object.entries(together).map(([name, file]) => [name, loadedBy(join(repository, file), modules)])
    if (modules.getModuleInfo(id)?.code?.includes('import.meta')) return null
    return loaded.find(([, ids]) => ids.has(id))?.[0] ?? null
  }
}

function loadedBy(file: string, modules: Modules): ReadonlySet<string> {
  const ids = new Set([file])
  for (const id of ids) for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) ids.add(imported)
  return ids
}
