/** Edits that can change a value through code: each must change the version of what reaches it. */
import { assetWith, type EditCase, editOf } from './edit-case.ts'
import type { Files } from './source-project.ts'

const lib = (text: string, run: string, imports = `import { f } from './lib.ts'`): Files => ({
  'a.ts': assetWith(run, imports),
  'lib.ts': text,
})
const own = (before: string, run: string): Files => ({ 'a.ts': assetWith(run, before) })

export const codeEdits: readonly EditCase[] = [
  editOf('a constant beside the asset', own('const limit = 15', 'limit'), 'a.ts', '15', '16'),
  editOf('a constant behind a constant', own('const base = 15\nconst limit = base * 2', 'limit'), 'a.ts', '15', '16'),
  editOf('an imported constant', lib('export const f = 15', 'f'), 'lib.ts', '15', '16'),
  editOf('a member of an object', own('const settings = { limit: 15 }', 'settings.limit'), 'a.ts', '15', '16'),
  editOf('a constant that is destructured', own('const settings = { limit: 15 }\nconst { limit } = settings', 'limit'), 'a.ts', '15', '16'),
  editOf('a default of a pattern', own('const { limit = 15 } = {}', 'limit'), 'a.ts', '15', '16'),
  editOf('an element of an array pattern', own('const [, limit] = [1, 15]', 'limit'), 'a.ts', '15', '16'),
  editOf('a spread constant', own('const settings = { limit: 15 }', '({ ...settings })'), 'a.ts', '15', '16'),
  editOf('a computed key', own(`const key = 'x'`, '({ [key]: 1 })'), 'a.ts', `'x'`, `'y'`),
  editOf(
    'a computed name of a method, whose parameter has the same name',
    own('const key = "x"', '({ [key](key) { return key } })'),
    'a.ts',
    '"x"',
    '"y"',
  ),
  editOf('the name of a function whose name is used', own('const f15 = () => 1', 'f15.name'), 'a.ts', 'f15 =', 'f16 =', {
    edit: { 'a.ts': assetWith('f16.name', 'const f16 = () => 1') },
  }),
  editOf('a getter', own('const settings = { get limit() { return 15 } }', 'settings.limit'), 'a.ts', '15', '16'),
  editOf('a default parameter', own('const f = (limit = 15) => limit', 'f()'), 'a.ts', '15', '16'),
  editOf(
    'a default parameter whose name the body declares with var',
    own('const limit = 15\nfunction f(x = limit) { var limit = 1; return x + limit }', 'f()'),
    'a.ts',
    '15',
    '16',
  ),
  editOf('a closure', own('const make = () => { const limit = 15; return () => limit }', 'make()()'), 'a.ts', '15', '16'),
  editOf('a closure made by an initialiser', own('const make = n => () => n\nconst f = make(15)', 'f()'), 'a.ts', '15', '16'),
  editOf('a method', lib('export class f { at() { return 15 } }', 'new f().at()'), 'lib.ts', '15', '16'),
  editOf('a static of a class', lib('export class f { static limit = 15 }', 'f.limit'), 'lib.ts', '15', '16'),
  editOf('a static block', lib('export class f { static limit; static { this.limit = 15 } }', 'f.limit'), 'lib.ts', '15', '16'),
  editOf('a private field', lib('export class f { #limit = 15; at() { return this.#limit } }', 'new f().at()'), 'lib.ts', '15', '16'),
  editOf(
    'a private name that `in` asks for',
    own('class C { #a; #b; static has(c) { return #a in c } }', 'C.has(1)'),
    'a.ts',
    'return #a',
    'return #b',
  ),
  editOf('a base class', lib('class Base { limit = 15 }\nexport class f extends Base {}', 'new f()'), 'lib.ts', '15', '16'),
  editOf('an enum', lib('export enum f { A = 15 }', 'f.A'), 'lib.ts', '15', '16'),
  editOf('a const enum', lib('export const enum f { A = 15 }', 'f.A'), 'lib.ts', '15', '16'),
  editOf('a namespace block', lib('export namespace f { export const limit = 15 }', 'f.limit'), 'lib.ts', '15', '16'),
  editOf('a template', own('const text = `limit $' + '{15}`', 'text'), 'a.ts', 'limit ', 'least '),
  editOf('the raw text of a tagged template', own('', 'String.raw`\\x41`'), 'a.ts', '\\x41', 'A'),
  editOf('a regular expression', own('const pattern = /a+/u', 'pattern'), 'a.ts', '/u', '/iu'),
  editOf('a bigint', own('const limit = 15n', 'limit'), 'a.ts', '15n', '16n'),
  editOf('an operator', own('const f = x => x > 1', 'f'), 'a.ts', 'x > 1', 'x >= 1'),
  editOf('the sign of a number', own('', '-1'), 'a.ts', '-1', '+1'),
  editOf('an optional chain', own('', '(x?.y).z'), 'a.ts', '(x?.y).z', 'x?.y.z'),
  editOf('the parts of a for loop', own('', '{ for (f();;) {} }'), 'a.ts', '(f();;)', '(;f();)'),
  editOf('a case of a switch', own('function f(x) { switch (x) { case 1: return 2 } }', 'f(1)'), 'a.ts', 'case 1', 'case 2'),
  editOf('an asynchronous generator', lib('export async function* f() { yield 15 }', 'f()'), 'lib.ts', '15', '16'),
  editOf('const that becomes let', own('const f = () => { const x = 1; return () => x }', 'f()'), 'a.ts', 'const x', 'let x'),
  editOf('a default function', lib('export default function () { return 15 }', 'g()', `import g from './lib.ts'`), 'lib.ts', '15', '16'),
  editOf('a default expression', lib('export default { limit: 15 }', 'g', `import g from './lib.ts'`), 'lib.ts', '15', '16'),
  editOf('a member of a namespace import', lib('export const f = 15', 'l.f', `import * as l from './lib.ts'`), 'lib.ts', '15', '16'),
  editOf('a namespace import as a value', lib('export const f = 15', 'g(l)', `import * as l from './lib.ts'`), 'lib.ts', '15', '16'),
  editOf('import() of a literal', { 'a.ts': assetWith(`import('./lib.ts')`), 'lib.ts': 'export const f = 15' }, 'lib.ts', '15', '16'),
  editOf('require of a literal', { 'a.ts': assetWith(`require('./lib.cjs')`), 'lib.cjs': 'exports.f = 15' }, 'lib.cjs', '15', '16'),
  editOf(
    'a renamed re-export',
    { ...lib(`export { g as f } from './deep.ts'`, 'f'), 'deep.ts': 'export const g = 15' },
    'deep.ts',
    '15',
    '16',
  ),
  editOf('export *', { ...lib(`export * from './deep.ts'`, 'f'), 'deep.ts': 'export const f = 15' }, 'deep.ts', '15', '16'),
  editOf('export * as', { ...lib(`export * as f from './deep.ts'`, 'f.g'), 'deep.ts': 'export const g = 15' }, 'deep.ts', '15', '16'),

  editOf(
    'a file behind export import',
    {
      'a.ts': assetWith('f.x', `import { f } from './lib.cts'`),
      'lib.cts': `export import f = require('./deep.cjs')`,
      'deep.cjs': 'exports.x = 15',
    },
    'deep.cjs',
    '15',
    '16',
  ),
  editOf(
    'a JSON file',
    { 'a.ts': assetWith('table.x', `import table from './table.json' with { type: 'json' }`), 'table.json': '{ "x": 15 }' },
    'table.json',
    '15',
    '16',
  ),
  editOf(
    'a variable that a function of its file assigns',
    lib('export let f = 1\nexport function set() { f = 15 }', 'f'),
    'lib.ts',
    '15',
    '16',
  ),
  editOf(
    'an input that is read otherwise',
    { 'a.ts': definition('inputs: { b: from(b, { partitions: last(7) }) },') },
    'a.ts',
    'last(7)',
    'last(8)',
  ),
  editOf('the name of an input', { 'a.ts': definition('inputs: { b },') }, 'a.ts', '{ b }', '{ c: b }'),
  editOf(
    'a function in a definition that is spread',
    { 'a.ts': `import { asset } from 'varve'\nconst shared = { owner: 'x', run: () => 15 }\nexport const a = asset({ ...shared })\n` },
    'a.ts',
    '15',
    '16',
  ),
  editOf(
    'a definition that is a constant',
    { 'a.ts': `import { asset } from 'varve'\nconst shared = { run: () => 15 }\nexport const a = asset(shared)\n` },
    'a.ts',
    '15',
    '16',
    { others: { a: [['a.ts', 'asset(shared)']] } },
  ),
]

function definition(text: string): string {
  return `import { asset, from, last } from 'varve'\nimport { b } from './b.ts'\nexport const a = asset({ ${text} run: () => 1 })\n`
}
