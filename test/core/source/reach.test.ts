/** What an asset reaches: factories, loops, every kind of import and declaration, and what cannot be followed. */
import { expect, test } from 'vitest'
import { changedBy, codeVersions, type Files } from './source-project.ts'

const one = { a: [['a.ts', 'asset({']] } as const
const asset = (imports: string, run: string): string =>
  `import { asset } from 'varve'\n${imports}\nexport const a = asset({ run: () => ${run} })\n`

const factory: Files = {
  'factory.ts': `import { asset } from 'varve'\nexport function makeModel(kind: string) {\n  return asset({ inputs: {}, run: () => kind + 1 })\n}\n`,
  'a.ts': `
import { asset } from 'varve'
import { makeModel } from './factory.ts'
export const mean = makeModel('mean')
export const linear = makeModel('linear')
export const report = asset({ inputs: { mean, linear }, run: ({ mean }) => mean })
`,
}
const models = {
  mean: [
    ['factory.ts', 'asset({'],
    ['a.ts', "makeModel('mean')"],
  ],
  linear: [
    ['factory.ts', 'asset({'],
    ['a.ts', "makeModel('linear')"],
  ],
  report: [['a.ts', 'asset({']],
} as const

test('a factory and its arguments are a part of what it makes, and of nothing downstream', async () => {
  const versions = await codeVersions(factory, models)
  expect(versions.mean?.hash).not.toBe(versions.linear?.hash)
  const edit = { 'factory.ts': (factory['factory.ts'] ?? '').replace('kind + 1', 'kind + 2') }
  expect(await changedBy(edit, factory, models)).toEqual(['mean', 'linear'])
  const argument = { 'a.ts': (factory['a.ts'] ?? '').replace("makeModel('mean')", "makeModel('mean', 2)") }
  const after = await codeVersions(
    { ...factory, ...argument },
    {
      ...models,
      mean: [
        ['factory.ts', 'asset({'],
        ['a.ts', "makeModel('mean', 2)"],
      ],
    },
  )
  expect(Object.keys(after).filter(name => after[name]?.hash !== versions[name]?.hash)).toEqual(['mean'])
})

test('what a factory returns beside the asset is code where it is called', async () => {
  const kit: Files = {
    'kit.ts': `import { asset } from 'varve'\nexport const makeKit = () => ({ rows: asset({ run: () => [1] }), parse: (n: number) => n + 1 })\n`,
    'a.ts': `import { asset } from 'varve'\nimport { makeKit } from './kit.ts'\nexport const kit = makeKit()\nexport const other = asset({ inputs: { rows: kit.rows }, run: () => 1 })\nexport const parsed = asset({ inputs: { rows: kit.rows }, run: ({ rows }) => rows.map(kit.parse) })\n`,
  }
  const creations = {
    rows: [
      ['kit.ts', 'asset({'],
      ['a.ts', 'makeKit()'],
    ],
    other: [['a.ts', 'asset({ inputs: { rows: kit.rows }, run: () => 1']],
    parsed: [['a.ts', 'asset({ inputs: { rows: kit.rows }, run: ({']],
  } as const
  expect(await changedBy({ 'kit.ts': (kit['kit.ts'] ?? '').replace('n + 1', 'n + 2') }, kit, creations)).toEqual(['rows', 'parsed'])
})

test('a loop is the root of what it creates', async () => {
  const loop: Files = {
    'a.ts': `import { asset } from 'varve'\nconst kinds = ['x']\nexport const all = {}\nfor (const kind of kinds) {\n  all[kind] = asset({ run: () => kind })\n}\n`,
  }
  expect(await changedBy({ 'a.ts': (loop['a.ts'] ?? '').replace("['x']", "['x', 'y']") }, loop, one)).toEqual(['a'])
})

const reachedThrough: readonly (readonly [how: string, main: string, others: Files, from: string, to: string])[] = [
  [
    'a member of a namespace',
    asset(`import * as lib from './lib.js'`, 'lib.f()'),
    { 'lib.ts': 'export const f = () => 1; export const g = () => 9' },
    '1',
    '2',
  ],
  ['a namespace as a value', asset(`import * as lib from './lib.ts'`, 'call(lib)'), { 'lib.ts': 'export const f = () => 1' }, '1', '2'],
  [
    'a renamed re-export',
    asset(`import { g } from './index.ts'`, 'g()'),
    { 'index.ts': `export { f as g } from './lib.ts'`, 'lib.ts': 'export const f = () => 1' },
    '1',
    '2',
  ],
  [
    'export *',
    asset(`import { f } from './lib'`, 'f()'),
    { 'lib/index.ts': `export * from './deep.ts'`, 'lib/deep.ts': 'export const f = () => 1' },
    '1',
    '2',
  ],
  [
    'export * as',
    asset(`import { deep } from './lib.ts'`, 'deep.f()'),
    { 'lib.ts': `export * as deep from './deep.ts'`, 'deep.ts': 'export const f = () => 1' },
    '1',
    '2',
  ],
  ['a default function', asset(`import f from './lib.ts'`, 'f()'), { 'lib.ts': 'export default function () { return 1 }' }, '1', '2'],
  ['a default value', asset(`import f from './lib.ts'`, 'f()'), { 'lib.ts': 'const f = () => 1\nexport default f' }, '1', '2'],
  [
    'a circle of files',
    asset(`import { f } from './lib.ts'`, 'f()'),
    {
      'lib.ts': `import { h } from './b.ts'\nexport const f = () => h()`,
      'b.ts': `import { f } from './lib.ts'\nexport const h = () => f ?? 1`,
    },
    '1',
    '2',
  ],
  ['an enum', asset(`import { Kind } from './lib.ts'`, 'Kind.B'), { 'lib.ts': 'export enum Kind { A = 1, B = A + 3 }' }, '3', '4'],
  [
    'a class and its base',
    asset(`import { C } from './lib.ts'`, 'new C()'),
    { 'lib.ts': 'class B { x = 1 }\nexport class C extends B {}' },
    '1',
    '2',
  ],
  ['a JSON file', asset(`import table from './table.json' with { type: 'json' }`, 'table.x'), { 'table.json': '{ "x": 1 }' }, '1', '2'],
  ['import() of a literal', asset('', `import('./lib.ts')`), { 'lib.ts': 'export const f = () => 1' }, '1', '2'],
  [
    'a statement of a reached file',
    asset(`import { f } from './lib.ts'`, 'f'),
    { 'lib.ts': 'export const f = new Map()\nf.set(1, 5)' },
    '5',
    '6',
  ],
  ['a file imported for its effects', asset(`import './setup.ts'`, '1'), { 'setup.ts': 'globalThis.x = 1' }, '1', '2'],
  ['shorthand', asset(`import { f } from './lib.ts'`, '({ f })'), { 'lib.ts': 'export const f = 1' }, '1', '2'],
  [
    'the function of another asset',
    asset(`import { b } from './lib.ts'`, 'b.run({})'),
    { 'lib.ts': `import { asset } from 'varve'\nexport const b = asset({ run: () => 1 })` },
    '1',
    '2',
  ],
  ['operators', asset('', '-1'), {}, '-1', '+1'],
  ['optional chains cut by parentheses', asset('', '(x?.y).z'), {}, '(x?.y).z', 'x?.y.z'],
  ['the parts of a for loop', asset('', '{ for (f();;) {} }'), {}, '(f();;)', '(;f();)'],
  ['raw text of tagged templates', asset('', 'String.raw`\\x41`'), {}, '\\x41', 'A'],
]

test.each(reachedThrough)('an edit reached through %s counts', async (_how, main, others, from, to) => {
  const files = { 'a.ts': main, ...others }
  const path = Object.keys(others).findLast(name => files[name as keyof typeof files]?.includes(from)) ?? 'a.ts'
  const edit = { [path]: (files[path as keyof typeof files] ?? '').replace(from, to) }
  expect(await changedBy(edit, files, one)).toEqual(['a'])
  expect((await codeVersions(files, one)).a?.conservative).toEqual([])
})

test('a member that is not read, a shadowed name, and a type do not count', async () => {
  const quiet: Files = {
    'a.ts': asset(`import * as lib from './lib.ts'\nimport { g, type T } from './lib.ts'`, '[1].map((g: T) => lib.f(g))'),
    'lib.ts': 'export const f = () => 1\nexport const g = () => 9\nexport type T = 5',
  }
  expect(await changedBy({ 'lib.ts': 'export const f = () => 1\nexport const g = () => 8\nexport type T = 6' }, quiet, one)).toEqual([])
})

test('a package counts by its installed version, Varve and Node do not', async () => {
  const files: Files = {
    'a.ts': asset(`import { z } from 'zod'\nimport { readFile } from 'node:fs/promises'`, 'z.parse(readFile)'),
    'node_modules/zod/package.json': '{ "version": "4.0.0" }',
    'node_modules/left/package.json': '{ "version": "1.0.0" }',
  }
  expect(await changedBy({ 'node_modules/zod/package.json': '{ "version": "4.0.1" }' }, files, one)).toEqual(['a'])
  expect(await changedBy({ 'node_modules/left/package.json': '{ "version": "2.0.0" }' }, files, one)).toEqual([])
})

const doubtful: readonly (readonly [what: string, main: string, reason: string])[] = [
  [
    'import of a computed name',
    asset('', 'import(name)'),
    'a.ts:3 loads a module by a name that is computed as it runs (import), which cannot be followed',
  ],
  [
    'require of a computed name',
    asset('', 'require(name)'),
    'a.ts:3 loads a module by a name that is computed as it runs (require), which cannot be followed',
  ],
  ['eval', asset('', `eval('1')`), 'a.ts:3 runs code made from text (eval), which cannot be followed'],
  ['new Function', asset('', `new Function('1')`), 'a.ts:3 makes code from text (Function), which cannot be followed'],
  ['a missing file', asset(`import { f } from './gone.ts'`, 'f()'), `a.ts:3 imports './gone.ts', which is not found`],
  ['a missing package', asset(`import { f } from 'gone-package'`, 'f()'), `a.ts:3 imports 'gone-package', which is not installed`],
]

test.each(doubtful)('%s makes every file count, and says why', async (_what, main, reason) => {
  const files: Files = { 'a.ts': main, 'far.ts': 'export const far = 1' }
  expect((await codeVersions(files, one)).a?.conservative).toEqual([`${reason}: every source file of the project counts`])
  expect(await changedBy({ 'far.ts': 'export const far = 2' }, files, one)).toEqual(['a'])
})

test('a variable that is assigned elsewhere makes its file count, and says why', async () => {
  const lib = 'export let mode = 1\nexport function setMode(next) { mode = next + 1 }'
  const files: Files = { 'a.ts': asset(`import { mode } from './lib.ts'`, 'mode'), 'lib.ts': lib, 'far.ts': 'export const far = 1' }
  expect((await codeVersions(files, one)).a?.conservative).toEqual([
    "lib.ts:1 declares 'mode', which is assigned elsewhere, so all of that file counts",
  ])
  expect(await changedBy({ 'lib.ts': lib.replace('next + 1', 'next + 2') }, files, one)).toEqual(['a'])
  expect(await changedBy({ 'far.ts': 'export const far = 2' }, files, one)).toEqual([])
})
