/** The cache of code versions: the same answer without a compiler, and never a wrong one. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { createCodeReach } from '../../../packages/core/src/source/code-reach.ts'
import { readProjectFiles } from '../../../packages/core/src/source/project-files.ts'
import { readKeptSource } from '../../../packages/core/src/source/source-cache.ts'
import { quickArguments } from '../../support/quick/quick-arguments.ts'
import { analyse, codeVersions, type Files, frameOf, writeProject } from './source-project.ts'

const files: Files = {
  'project/a.ts': `import { asset } from 'varve'\nimport { f } from './lib.ts'\nimport { shared } from '../shared/s.ts'\nimport { z } from 'zod'\nexport const a = asset({ run: () => f(shared, z) })\n`,
  'project/lib.ts': `import table from './table.json' with { type: 'json' }\nexport const f = () => table\n`,
  'project/table.json': '{ "x": 1 }',
  'project/node_modules/zod/package.json': '{ "version": "4.0.0" }',
  'shared/s.ts': 'export const shared = 1',
}
const inside: Files = Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace('project/', ''), text]))
const creations = { a: [['a.ts', 'asset({']] } as const

const analyser = pathToFileURL(join(import.meta.dirname, '../../../packages/core/src/source/source-analyser.ts')).href

/** Asks in another process, and tells whether that process loaded the compiler. */
function askInChild(folder: string): { readonly hash: string; readonly hasCompiler: boolean } {
  const script = `
import { createRequire } from 'node:module'
import { sourceAnalyser } from ${JSON.stringify(analyser)}
const requests = ${JSON.stringify([{ id: 'a', frames: [frameOf(folder, inside, 'a.ts', 'asset({')] }])}
const versions = await sourceAnalyser({ projectFolder: ${JSON.stringify(folder)}, cacheFolder: ${JSON.stringify(join(folder, '.varve/cache'))} }).codeVersions(requests)
const hasCompiler = Object.keys(createRequire(import.meta.url).cache).some(path => path.includes('ts-morph'))
process.stdout.write(JSON.stringify({ hash: versions.get('a').hash, hasCompiler }))
`
  const asked = join(folder, '.varve', 'ask.mjs')
  mkdirSync(join(folder, '.varve'), { recursive: true })
  writeFileSync(asked, script)
  return JSON.parse(execFileSync(process.execPath, [...quickArguments(), asked], { encoding: 'utf8' }))
}

test('the second process answers the same without a compiler, until a file changes', () => {
  const folder = join(writeProject(files), 'project')
  const cold = askInChild(folder)
  expect(cold).toEqual({ hash: expect.any(String), hasCompiler: true })
  expect(askInChild(folder)).toEqual({ hash: cold.hash, hasCompiler: false })
  writeFileSync(join(folder, 'lib.ts'), '// a comment\n', { flag: 'a' })
  expect(askInChild(folder)).toEqual({ hash: cold.hash, hasCompiler: true })
})

test.each([
  ['project/lib.ts', 'export const f = () => 2'],
  ['project/table.json', '{ "x": 2 }'],
  ['project/node_modules/zod/package.json', '{ "version": "4.0.1" }'],
  ['shared/s.ts', 'export const shared = 2'],
])('a change of %s is seen through the cache', async (path, text) => {
  const top = writeProject(files)
  const ask = () => analyse(join(top, 'project'), inside, creations)
  const before = await ask()
  writeProject({ [path]: text }, top)
  const after = await ask()
  expect(after.get('a')?.hash).not.toBe(before.get('a')?.hash)
  writeProject({ [path]: files[path] ?? '' }, top)
  expect(await ask()).toEqual(before)
})

test.each([
  ['data that it imports', 'acme/src/d.json', '{ "x": 16 }'],
  ['a query that it reads', 'acme/src/q.sql', 'select 16'],
  ['where its exports lead', 'acme/package.json', '{ "version": "1.0.0", "exports": "./src/z2.ts" }'],
])('an edit of a linked package counts: %s', async (_what, path, text) => {
  const top = writeProject({
    ...{ 'project/a.ts': inside['a.ts']?.replace('zod', '@acme/z') ?? '', 'project/lib.ts': 'export const f = 1' },
    ...{ 'shared/s.ts': 'export const shared = 1', 'project/node_modules/@acme/x': '' },
    ...{ 'acme/package.json': '{ "version": "1.0.0", "exports": "./src/z.ts" }', 'acme/src/z.ts': 'export const z = 1' },
    ...{ 'acme/src/d.json': '{ "x": 15 }', 'acme/src/q.sql': 'select 15' },
  })
  symlinkSync(join(top, 'acme'), join(top, 'project/node_modules/@acme/z'), 'dir')
  const before = await analyse(join(top, 'project'), inside, creations)
  writeProject({ [path]: text }, top)
  const after = await analyse(join(top, 'project'), inside, creations)
  expect(after.get('a')?.hash).not.toBe(before.get('a')?.hash)
})

test('a linked package counts by its files', async () => {
  const top = writeProject({
    'project/a.ts': inside['a.ts']?.replace('zod', '@acme/z') ?? '',
    'project/lib.ts': 'export const f = 1',
    ...{ 'shared/s.ts': 'export const shared = 1' },
  })
  writeProject(
    { 'acme/package.json': '{ "version": "1.0.0" }', 'acme/src/z.ts': 'export const z = 1', 'project/node_modules/@acme/x': '' },
    top,
  )
  symlinkSync(join(top, 'acme'), join(top, 'project/node_modules/@acme/z'), 'dir')
  const before = await analyse(join(top, 'project'), inside, creations)
  writeProject({ 'acme/src/z.ts': 'export const z = 2' }, top)
  const after = await analyse(join(top, 'project'), inside, creations)
  expect(before.get('a')?.conservative).toEqual(["'@acme/z' is linked from a folder beside the project, so all of its files count"])
  expect(after.get('a')?.hash).not.toBe(before.get('a')?.hash)
})

test.each(['', '{', '[]', '{"analyser":0}', '{"analyser":1,"key":"x","elsewhere":[],"packages":{},"versions":1}'])(
  'a cache that holds %j is ignored',
  async text => {
    const folder = join(writeProject(files), 'project')
    const before = await analyse(folder, inside, creations)
    writeFileSync(join(folder, '.varve/cache/source.json'), text)
    expect(await analyse(folder, inside, creations)).toEqual(before)
  },
)

test('an asset that is no longer mounted counts with those that are wired to it, although no file of theirs has changed', async () => {
  const own: Files = {
    'own.ts': 'export const asset = definition => definition\n',
    'a.ts': `import { asset } from './own.ts'\nexport const a = asset({ run: () => 1 })\n`,
    'b.ts': `import { asset } from 'varve'\nimport { a } from './a.ts'\nexport const b = asset({ inputs: { a }, run: () => 2 })\n`,
  }
  const folder = writeProject(own)
  const both = await analyse(folder, own, { a: [['a.ts', 'asset({']], b: [['b.ts', 'asset({']] })
  const one = await analyse(folder, own, { b: [['b.ts', 'asset({']] })
  expect(one.get('b')).not.toEqual(both.get('b'))
  expect(one).toEqual(new Map(Object.entries(await codeVersions(own, { b: [['b.ts', 'asset({']] }))))
})

test('one file of many changed: the others are not parsed again', async () => {
  const many: Files = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [
      [`lib${index}.ts`, `export const f = () => ${index}\n`],
      [`a${index}.ts`, `import { asset } from 'varve'\nimport { f } from './lib${index}.ts'\nexport const a = asset({ run: () => f() })\n`],
    ]).flat(),
  )
  const asked = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`a${index}`, [[`a${index}.ts`, 'asset({']] as const]))
  const folder = writeProject(many)
  const before = await analyse(folder, many, asked)
  writeProject({ 'lib7.ts': 'export const f = () => 700\n' }, folder)
  const frames = Object.keys(asked).map(id => frameOf(folder, many, `${id}.ts`, 'asset({'))
  const reach = createCodeReach(
    readProjectFiles(folder),
    frames,
    frames.map(({ file }) => file),
    readKeptSource(join(folder, '.varve/cache')),
  )
  const keyOf = (index: number) => `null a${index}.ts:3:18`
  frames.forEach((frame, index) => {
    reach.codeVersion(keyOf(index), [frame], undefined)
  })
  const parsed = [...reach.parsed].map(path => basename(path)).sort()
  const after = await analyse(folder, many, asked)
  expect([...after].filter(([id, { hash }]) => hash !== before.get(id)?.hash).map(([id]) => id)).toEqual(['a7'])
  expect(parsed).toEqual(['a7.ts', 'lib7.ts'])
})

test('what materializing writes below the project is no change of its source', async () => {
  const folder = join(writeProject(files), 'project')
  await analyse(folder, inside, creations)
  const cache = readFileSync(join(folder, '.varve/cache/source.json'), 'utf8')
  writeProject(
    {
      'data/.varve/root.json': '{}',
      'data/main/a/abc/part.json': '[]',
      'data/x.ts': 'x',
      'out/day=2001-01-01/x.ts': 'x',
      'rows.json': '[]',
    },
    folder,
  )
  await analyse(folder, inside, creations)
  expect(readFileSync(join(folder, '.varve/cache/source.json'), 'utf8')).toBe(cache)
})

test('two at once both answer and leave one whole cache', async () => {
  const folder = join(writeProject(files), 'project')
  const [one, two] = await Promise.all([analyse(folder, inside, creations), analyse(folder, inside, creations)])
  expect(one).toEqual(two)
  expect(readdirSync(join(folder, '.varve/cache')).sort()).toEqual(['source-files.json', 'source.json'])
})

test('a cache folder that cannot be written costs time, not the answer', async () => {
  const folder = join(writeProject(files), 'project')
  const before = await analyse(folder, inside, creations)
  rmSync(join(folder, '.varve'), { recursive: true })
  writeFileSync(join(folder, '.varve'), 'a file')
  expect(await analyse(folder, inside, creations)).toEqual(before)
})
