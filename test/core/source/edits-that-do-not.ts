/** Edits that change no value: none may change the version of the asset that is looked at. */
import { type EditCase, editOf } from './edit-case.ts'
import { wholeFiles } from './edits-beyond-the-asset.ts'
import type { Creations, Files } from './source-project.ts'

const files: Files = {
  'a.ts': `
import { asset, dataContract, from, last } from 'varve'
import { z } from 'zod'
import { days, raw } from './b.ts'
import { b } from './b.ts'
import { helper, type Row } from './lib.js'
import { makeModel, shared } from './factory.ts'

/** Doc. */
const limit = 15
const Contract = dataContract({ row: z.object({ id: z.string() }) })

export const a = asset({
  ...shared,
  partitions: days,
  contract: Contract,
  description: 'first',
  inputs: { b, raw, week: from(b, { partitions: last(7) }) },
  run: ({ b }: { b: Row[] }) => { const rows = b.map(row => helper(row)); return rows.slice(limit) },
})
export const sibling = asset({ partitions: days, inputs: { b }, run: () => 5 })
const sources = { b }
export const mean = makeModel('mean', { source: b, partitions: days })
export const linear = makeModel('linear', { source: b, partitions: days })
export const all = [b].map(source => asset({ inputs: sources, run: () => 6 }))
export function unused() { return 7 }
const unusedTable = new Map([[1, 8]])
const seen = unusedTable.set(1, 9)
`,
  'b.ts': `
import { asset, daily, externalFile } from 'varve'
export const days = daily({ start: '2001-01-01', end: '2001-02-01' })
export const raw = externalFile('./raw.json', { format: 'json' })
export const b = asset({ partitions: days, inputs: { raw }, owner: 'us', run: () => [1] })
`,
  'lib.ts': `
export interface Row { id: string }
export function helper(row: Row): Row { return { ...row } }
export function other() { return 10 }
`,
  'factory.ts': `
import { asset } from 'varve'
import { days } from './b.ts'
export const shared = { partitions: days, owner: 'us', tags: ['x'] }
const defaults = { mean: 1, linear: 2 }
export function makeModel(kind: string, { source, partitions }) {
  return asset({ partitions, inputs: { source }, run: () => defaults[kind] })
}
`,
  'far.ts': 'export const far = 11\nglobalList.push(far)\n',
  'plugins.ts': `import { list } from './list.ts'\nlist.push(12)\n`,
  'list.ts': 'export const list = []\n',
  'times.ts': `import parse, { trim } from 'zod'\nimport * as lib from './lib.ts'\nexport const at = parse('2001-13')\nexport const clean = flow([trim, 14])\nexport const row = lib.helper(16)\n`,
  'varve.config.ts': `
import { catalog, defineConfig, file, ioManager, parquet } from 'varve'
import './plugins.ts'
import './times.ts'
import { a, linear, mean, sibling } from './a.ts'
import * as upstream from './b.ts'
export default defineConfig({
  catalog: catalog({ a, ...upstream, mean, linear, sibling }),
  concurrency: 2,
  config: { sibling: { x: 1 } },
  io: ioManager({ storage: file('./data'), format: parquet() }),
})
`,
  'tsconfig.json': '{ "compilerOptions": { "strict": true } }',
  'package.json': '{ "scripts": { "test": "x" } }',
  'rows.json': '[13]',
  'node_modules/zod/package.json': '{ "version": "4.0.0", "optionalDependencies": { "native": "*" } }',
  'node_modules/native/package.json': '{ "version": "1.0.0", "os": ["linux"] }',
  'node_modules/left/package.json': '{ "version": "1.0.0" }',
}

const model = (name: string): Creations[string] => [
  ['factory.ts', 'asset({'],
  ['a.ts', `makeModel('${name}'`],
]
const others: Creations = {
  b: [['b.ts', 'asset({']],
  sibling: [['a.ts', 'asset({ partitions: days, inputs: { b }']],
  mean: model('mean'),
  linear: model('linear'),
}
/** Looks at the asset that a factory makes instead. */
const ofMean = { others: { ...others, a: model('mean') } }
const ofAll = { others: { ...others, a: [['a.ts', 'asset({ inputs: sources']] as const } }

const quiet = (what: string, path: string, from: string, to: string, more: Partial<EditCase> = {}): EditCase =>
  editOf(what, files, path, from, to, { others, ...more })

export const quietEdits: readonly EditCase[] = [
  editOf(
    'the folder in a config that takes whole files, one of which fills what the asset reads',
    wholeFiles,
    'varve.config.ts',
    './data',
    './x',
  ),
  quiet('a comment', 'a.ts', 'const limit', '// more\nconst limit'),
  quiet('a doc comment', 'a.ts', '/** Doc. */', '/** Other. */'),
  quiet('layout', 'a.ts', '{ const rows', '{\n\n    const rows'),
  quiet('semicolons', 'a.ts', 'helper(row));', 'helper(row))\n'),
  quiet('a trailing comma', 'a.ts', 'helper(row))', 'helper(row,),)'),
  quiet('parentheses', 'a.ts', '(row => helper(row))', '((row) => (helper(row)))'),
  quiet('the quotes of a name', 'lib.ts', '...row }', '...(row) }'),
  quiet('the type of a parameter', 'a.ts', '{ b: Row[] }', '{ b: readonly Row[] }'),
  quiet('an interface', 'lib.ts', 'id: string', 'id: string; at?: Date'),
  quiet('the type a function returns', 'lib.ts', '): Row {', '): Readonly<Row> {'),
  quiet('a type parameter', 'lib.ts', 'helper(row', 'helper<T extends Row>(row'),
  quiet('an overload', 'lib.ts', 'export function helper', 'export function helper(row: Row): Row\nexport function helper'),
  quiet('as and satisfies', 'lib.ts', '{ ...row }', '({ ...row } as Row) satisfies Row'),
  quiet('const assertions', 'a.ts', 'const limit = 15', 'const limit = 15 as const'),
  quiet('a type import', 'a.ts', ', type Row }', ', type Row, type Other }'),
  quiet('the extension of an import', 'a.ts', './lib.js', './lib.ts'),
  quiet(
    'two imports as one',
    'a.ts',
    `import { days, raw } from './b.ts'\nimport { b } from './b.ts'`,
    `import { b, days, raw } from './b.ts'`,
  ),
  quiet('the local name of an import', 'a.ts', `helper, type Row } from './lib.js'`, `type Row, helper } from './lib.js'`),
  quiet('a function that nobody calls', 'a.ts', 'return 7', 'return 77'),
  quiet('a function of a reached file that is not reached', 'lib.ts', 'return 10', 'return 100'),
  quiet('a table that nobody reads', 'a.ts', '[1, 8]', '[1, 88]'),
  quiet('an initialiser that changes what nobody reads', 'a.ts', 'set(1, 9)', 'set(1, 99)'),
  quiet('a file that nobody imports', 'far.ts', '11', '111'),
  quiet('an effect on state that the asset does not reach', 'plugins.ts', '12', '122'),
  quiet('what a call of a package that is used computes', 'times.ts', '-13', '-14'),
  quiet('a list that holds a function of such a package', 'times.ts', '14]', '15]'),
  quiet('a call of a helper through a namespace', 'times.ts', '16', '17'),
  quiet('a data file that nobody reads', 'rows.json', '13', '133'),
  quiet('the code of another asset of the same file', 'a.ts', '=> 5', '=> 55'),
  quiet('another asset of the same factory', 'a.ts', `makeModel('linear'`, `makeModel('linear2'`, {
    others: { b: others.b!, a: model('mean') },
  }),
  quiet('an asset made in a list', 'a.ts', '=> 6', '=> 66'),
  quiet('the description', 'a.ts', `'first'`, `'second'`),
  quiet('owner and tags of a shared definition', 'factory.ts', `owner: 'us', tags: ['x']`, `owner: 'them'`),
  quiet('the code of an upstream', 'b.ts', '[1]', '[2]'),
  quiet('the code of an upstream that a factory is given', 'b.ts', '[1]', '[2]', ofMean),
  quiet('the code of an upstream in a constant of inputs', 'b.ts', '[1]', '[2]', ofAll),
  quiet('the metadata of an upstream', 'b.ts', `owner: 'us'`, `owner: 'them'`),
  quiet('the end of a partition set', 'b.ts', '2001-02-01', '2002-02-01'),
  quiet('the end of a partition set that a factory is given', 'b.ts', '2001-02-01', '2002-02-01', ofMean),
  quiet('the path of an external', 'b.ts', './raw.json', './other.json'),
  quiet('the rules of its own contract', 'a.ts', 'z.string()', 'z.string().min(2)'),
  quiet('where the storage lies', 'varve.config.ts', './data', './elsewhere'),
  quiet('the concurrency', 'varve.config.ts', 'concurrency: 2', 'concurrency: 8'),
  quiet('the config of another asset', 'varve.config.ts', 'x: 1', 'x: 2'),
  quiet('an option of the compiler', 'tsconfig.json', 'true', 'false'),
  quiet('a script of package.json', 'package.json', '"x"', '"y"'),
  quiet('a package that is not reached', 'node_modules/left/package.json', '1.0.0', '2.0.0'),
  quiet('a package for one system only', 'node_modules/native/package.json', '1.0.0', '2.0.0'),
]

/** Edits that touch several files, or move things. */
export const movingEdits: readonly { readonly what: string; readonly before: Files; readonly after: Files; readonly of: Creations }[] = [
  {
    what: 'a renamed file',
    before: files,
    after: { ...without('lib.ts'), 'parsing.ts': files['lib.ts']!, 'a.ts': files['a.ts']!.replace('./lib.js', './parsing.js') },
    of: { a: [['a.ts', 'asset({']], ...others },
  },
  {
    what: 'a helper that moves to a file of its own',
    before: files,
    after: {
      ...files,
      'lib.ts': `export { helper } from './deep/helper.ts'\n`,
      'deep/helper.ts': 'export function helper(row) { return { ...row } }\n',
    },
    of: { a: [['a.ts', 'asset({']], ...others },
  },
  {
    what: 'a renamed constant',
    before: files,
    after: { ...files, 'a.ts': files['a.ts']!.replaceAll('limit', 'least') },
    of: { a: [['a.ts', 'asset({']], ...others },
  },
  {
    what: 'a renamed asset',
    before: files,
    after: {
      ...files,
      'a.ts': files['a.ts']!.replace('const a =', 'const first ='),
      'varve.config.ts': files['varve.config.ts']!.replace('{ a,', '{ first as a,'),
    },
    of: { a: [['a.ts', 'asset({']], ...others },
  },
  {
    what: 'a plugin for others',
    before: files,
    after: {
      ...files,
      'varve.config.ts': `import './far.ts'\n${files['varve.config.ts']}`,
      'far.ts': `import { list } from './list.ts'\nlist.push(1)\n`,
    },
    of: { a: [['a.ts', 'asset({']], ...others },
  },
]

function without(path: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== path))
}
