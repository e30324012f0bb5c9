/** Every example of the pages and of the doc comments type-checks, runs, and shows what its comments say. */
import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { packageSources, projectFolder } from '../tidy/project-files.ts'
import { type Example, placeOf } from './example.ts'
import { markdownBlocks } from './markdown-blocks.ts'
import { type Lenders, programOf } from './program.ts'
import { testsDone } from './runtime.ts'
import { syntaxOf } from './syntax.ts'
import { tsdocExamples } from './tsdoc-examples.ts'

const exec = promisify(execFile)
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'varve-docs-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const packages = ['varve', 'varve/testing', '@varve/core', '@varve/partitions', '@varve/io-managers', 'zod']
const lentByPackages: Lenders = new Map([
  ['../runtime.ts', named(await import('./runtime.ts'))],
  ...(await Promise.all(packages.map(async name => [name, named(await import(/* @vite-ignore */ name))] as const))),
])

/** A block that begins with `// some/file.ts` is that file; the blocks of README.md that do are run by readme.test.ts, on real data. */
const fileNameOf = ({ code }: Example): string | undefined => /^\/\/ (\S+\.ts)\n/.exec(code)?.[1]

const pages = ['README.md', ...readdirSync(join(projectFolder, 'docs')).map(name => `docs/${name}`)].filter(name => name.endsWith('.md'))
const blocks = pages
  .flatMap(page => markdownBlocks(page, readFileSync(join(projectFolder, page), 'utf8')))
  .filter(block => block.source !== 'README.md' || fileNameOf(block) === undefined)
const examples = [...blocks, ...packageSources.flatMap(({ path, text }) => tsdocExamples(path, text))]

const programs = await writePrograms()

describe('runs', () => {
  for (const { example, path } of programs.filter(({ example }) => !example.words.includes('no-run'))) {
    test(placeOf(example), async () => {
      await import(/* @vite-ignore */ path)
      await testsDone()
    })
  }
})

test('all examples type-check', async () => {
  const tsc = exec(process.execPath, [join(projectFolder, 'node_modules/typescript/bin/tsc'), '--project', folder], { cwd: folder })
  expect((await tsc.catch((error: { stdout: string }) => error)).stdout).toBe('')
})

test('only an example of a type error is not run', () => {
  const spared = blocks.filter(({ words, code }) => words.includes('no-run') && !code.includes('@ts-expect-error'))
  expect(spared.map(placeOf)).toEqual([])
})

async function writePrograms(): Promise<readonly { readonly example: Example; readonly path: string }[]> {
  symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(import.meta.dirname, 'preludes'), join(folder, 'preludes'), { recursive: true })
  cpSync(join(import.meta.dirname, 'runtime.ts'), join(folder, 'runtime.ts'))
  const options = {
    noEmit: true,
    allowImportingTsExtensions: true,
    customConditions: ['@varve/source'],
    noUnusedLocals: false,
    rewriteRelativeImportExtensions: false,
  }
  write('package.json', JSON.stringify({ type: 'module' }))
  write(
    'tsconfig.json',
    JSON.stringify({ extends: join(projectFolder, 'tsconfig.base.json'), compilerOptions: options, include: ['**/*.ts'] }),
  )
  const earlier = new Map<string, [string, ReadonlyMap<string, 'value' | 'type'>][]>()
  const written = []
  for (const example of examples) {
    const page = example.source.replaceAll(/[/.]/g, '-')
    const name = fileNameOf(example) ?? `line-${example.line}.ts`
    const path = join(page, name)
    const up = relative(dirname(path), '.')
    const syntax = syntaxOf(example.code)
    const above = earlier.get(page) ?? []
    const lenders: Lenders = new Map([
      ...above.map(([file, names]) => [specifier(relative(dirname(path), file)), names] as const),
      ...(await lentBySetups(example, up)),
      ...[...lentByPackages].map(([from, names]) => [from.replace(/^\.\./, up), names] as const),
      ...(await lentBySource(example)),
    ])
    write(path, programOf({ code: example.code, syntax, line: example.line, lenders, runtime: `${up}/runtime.ts` }))
    if (example.source.endsWith('.md')) earlier.set(page, [[path, syntax.declared], ...above])
    written.push({ example, path: join(folder, path) })
  }
  return written
}

/** An example in a doc comment may use whatever its own module exports. */
async function lentBySource({ source }: Example): Promise<Lenders> {
  if (!source.endsWith('.ts')) return new Map()
  const path = join(projectFolder, source)
  return new Map([[path, named(await import(/* @vite-ignore */ path))]])
}

async function lentBySetups({ setups }: Example, up: string): Promise<Lenders> {
  const files = setups.map(name => `preludes/${name}.ts`).filter(file => existsSync(join(folder, file)))
  return new Map(
    await Promise.all(files.map(async file => [`${up}/${file}`, named(await import(/* @vite-ignore */ join(folder, file)))] as const)),
  )
}

function named(module: object): ReadonlyMap<string, 'value'> {
  return new Map(Object.keys(module).map(name => [name, 'value']))
}

function specifier(path: string): string {
  return path.startsWith('.') ? path : `./${path}`
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
