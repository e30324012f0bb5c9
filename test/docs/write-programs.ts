/** Writes examples as a small project of programs into a folder of its own, where each can be imported and all type-check together. */
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { projectFolder } from '../tidy/project-files.ts'
import { type Example, fileNameOf } from './example.ts'
import { type Lenders, type Names, programOf } from './program.ts'
import { syntaxOf } from './syntax.ts'

export interface WrittenProgram {
  readonly example: Example
  /** Its absolute path. */
  readonly path: string
}

const packages = ['varve', 'varve/testing', '@varve/core', '@varve/partitions', '@varve/io-managers', 'zod']

export async function writePrograms(folder: string, examples: readonly Example[]): Promise<readonly WrittenProgram[]> {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(import.meta.dirname, 'runtime.ts'), join(folder, 'runtime.ts'))
  write('package.json', JSON.stringify({ type: 'module' }))
  write('tsconfig.json', JSON.stringify(tsconfig))
  const lentByAll = await lentToAll()
  const above = new Map<string, readonly (readonly [string, Names])[]>()
  const written: WrittenProgram[] = []
  for (const example of examples) {
    const page = example.source.replaceAll(/[/.]/g, '-')
    const path = join(page, fileNameOf(example) ?? `line-${example.line}.ts`)
    const from = (target: string) => specifier(relative(dirname(path), target))
    // Each page has preludes of its own, so that no page sees what another did.
    cpSync(join(import.meta.dirname, 'preludes'), join(folder, page, 'preludes'), { recursive: true })
    const syntax = syntaxOf(example.code)
    const lenders: Lenders = new Map([
      ...(above.get(page) ?? []).map(([file, names]) => [from(file), names] as const),
      ...(await lentBySetups(example)).map(([file, names]) => [from(join(page, file)), names] as const),
      ...lentByAll.map(([module, names]) => [module === 'runtime.ts' ? from(module) : module, names] as const),
      ...(await lentByOwnModule(example)),
    ])
    write(path, programOf({ code: example.code, syntax, line: example.line, lenders, runtime: from('runtime.ts') }))
    above.set(page, isPage(example) ? [[path, syntax.declared], ...(above.get(page) ?? [])] : [])
    written.push({ example, path: join(folder, path) })
  }
  return written
}

const tsconfig = {
  extends: join(projectFolder, 'tsconfig.base.json'),
  compilerOptions: {
    noEmit: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
    customConditions: ['@varve/source'],
    noUnusedLocals: false,
  },
  include: ['**/*.ts'],
}

type Lent = readonly (readonly [module: string, names: Names])[]

async function lentToAll(): Promise<Lent> {
  const lent = packages.map(async name => [name, await namesOf(name)] as const)
  return [['runtime.ts', await namesOf(join(import.meta.dirname, 'runtime.ts'))], ...(await Promise.all(lent))]
}

async function lentBySetups({ setups }: Example): Promise<Lent> {
  const files = setups.map(name => `preludes/${name}.ts`).filter(file => existsSync(join(import.meta.dirname, file)))
  return Promise.all(files.map(async file => [file, await namesOf(join(import.meta.dirname, file))] as const))
}

/** An example in a doc comment may use whatever its module exports. */
async function lentByOwnModule(example: Example): Promise<Lent> {
  if (isPage(example)) return []
  const path = join(projectFolder, example.source)
  return [[path, await namesOf(path)]]
}

async function namesOf(module: string): Promise<Names> {
  const loaded: object = await import(/* @vite-ignore */ module)
  return new Map(Object.keys(loaded).map(name => [name, 'value']))
}

function isPage({ source }: Example): boolean {
  return source.endsWith('.md')
}

function specifier(path: string): string {
  return path.startsWith('.') ? path : `./${path}`
}
