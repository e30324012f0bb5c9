/** Edits that change a value from further away: effects of loading. */
import { assetWith, type EditCase, editOf } from './edit-case.ts'
import type { Files } from './source-project.ts'

const registry = `export const registry = new Map()\nexport function register(name, value) { registry.set(name, value); return true }\n`
const lookup: Files = { 'a.ts': assetWith(`registry.get('a')`, `import { registry } from './registry.ts'`), 'registry.ts': registry }
export const config = (imports: string): string =>
  `${imports}\nimport { catalog, defineConfig } from 'varve'\nimport { a } from './a.ts'\nexport default defineConfig({ catalog: catalog({ a }) })\n`
/** The config takes whole files, so all of their functions may be called through it, but none of what Varve made of them. */
export const wholeFiles: Files = {
  ...lookup,
  'fill.ts': `import { registry } from './registry.ts'\nexport function fill() { registry.set('a', 15) }\n`,
  'b.ts': `import { asset } from 'varve'\nimport { fill } from './fill.ts'\nexport const b = asset({ run: fill })\n`,
  'varve.config.ts': `import { catalog, defineConfig, file } from 'varve'
import * as first from './a.ts'
import * as second from './b.ts'
export default defineConfig({ catalog: catalog({ ...first, ...second }), io: file('./data') })
`,
}
const filledBy = (plugin: string): Files => ({ ...lookup, 'plugin.ts': plugin, 'varve.config.ts': config(`import './plugin.ts'`) })
const named = (plugin: string): Files => ({
  ...lookup,
  'plugin.ts': plugin,
  'varve.config.ts': config(`import { unused } from './plugin.ts'`),
})
const fromRegistry = `import { register, registry } from './registry.ts'\n`

/** What a plugin does to `x` of another file, which only the config loads. */
const done = (what: string, x: string, run: string, plugin: string, more: Files = {}): EditCase =>
  editOf(
    what,
    {
      'a.ts': assetWith(run, `import { x } from './x.ts'`),
      'x.ts': x,
      'plugin.ts': `import { x } from './x.ts'\n${plugin}\n`,
      'varve.config.ts': config(`import './plugin.ts'`),
      ...more,
    },
    'plugin.ts',
    '15',
    '16',
  )
const registering = 'export const rows = []\nexport const column = n => () => { rows.push(n) }\nexport const x = () => rows'
const single = 'export class x { static one = new x(); rows = []; add(row) { this.rows.push(row) } }\nexport const one = x.one'
const list = 'export const x = []'
const inner = 'export const x = { inner: { limit: 1 } }'
const singleton = 'export class x { static one = new x(); rows = []; add(row) { this.rows.push(row) } }'
const held = 'export class x { static rows = [] }'
const base = 'export class x { static rows = []; static add(row) { this.rows.push(row) } }'
const loadedBy = (loader: string): Files => ({
  ...lookup,
  'plugin.ts': `${fromRegistry}register('a', 15)\n`,
  'varve.config.ts': config(loader),
})

export const effectEdits: readonly EditCase[] = [
  editOf('a function that another asset runs and that fills what this one reads', wholeFiles, 'fill.ts', '15', '16'),
  editOf(
    'what is given to a function inside a mapping, which is called as the program is loaded',
    {
      ...lookup,
      'mapping.ts': `import { customMapping } from 'varve'\nimport { registry } from './registry.ts'\nfunction fill(value) { registry.set('a', value) }\nexport const m = customMapping({ upstream: fill })\n`,
      'varve.config.ts': config(`import { m } from './mapping.ts'\nm.upstream(15)`),
    },
    'varve.config.ts',
    '15',
    '16',
  ),
  done('a singleton that has a name of its own', single, 'x.one.rows', `import { one } from './x.ts'\none.add(15)`),
  done('a static that has a name of its own', held, 'x.rows', 'const rows = x.rows\nrows.push(15)'),
  done('a static that is destructured', held, 'x.rows', 'const { rows } = x\nrows.push(15)'),
  done('a static of a class in an object', held, 'x.rows', 'const all = { x }\nall.x.rows.push(15)'),
  done('a decorator of a field', registering, 'x()', `import { column } from './x.ts'\nexport class T { @column(15) n }`),
  done(
    'a decorator of a parameter',
    registering,
    'x()',
    `import { column } from './x.ts'\nexport class T { constructor(@column(15) n) {} }`,
  ),
  done('what is disposed of when a file ends', list, 'x', 'using r = { [Symbol.dispose]() { x.push(15) } }'),
  done('what a getter of an instance gives', list, 'x', 'class C { get all() { return x } }\nconst c = new C()\nc.all.push(15)'),
  done('a list out of a namespace import', list, 'x', `import * as s from './x.ts'\nconst { x: all } = s\nall.push(15)`),
  done('a list of a namespace in an object', list, 'x', `import * as s from './x.ts'\nconst all = { s }\nall.s.x.push(15)`),
  done('a list out of import()', list, 'x', `const { x: all } = await import('./x.ts')\nall.push(15)`),
  done('a list of import()', list, 'x', `const s = await import('./x.ts')\ns.x.push(15)`),
  done('a list that the promise of import() gives', list, 'x', `await import('./x.ts').then(s => s.x.push(15))`),
  done('a function out of import()', registering, 'x()', `const { column: add } = await import('./x.ts')\nadd(15)()`),
  done('a list out of require', list, 'x', `const { x: all } = require('./x.ts')\nall.push(15)`),
  done('a static map that another file fills', 'export class x { static rows = new Map() }', 'x.rows', 'x.rows.set(1, 15)'),
  done('a singleton in a static that another file fills', singleton, 'x.one.rows', 'x.one.add(15)'),
  done('a class that another file sets up', 'export class x { static limit = 1 }', 'x.limit', 'Object.assign(x, { limit: 15 })'),
  done('a static that is filled through a subclass', base, 'x.rows', 'class Sub extends x {}\nSub.add(15)'),
  done('a decorator of a method', 'export const x = []', 'x', 'const into = n => () => { x.push(n) }\nclass T { @into(15) f() {} }'),
  done('what Object.values gives of settings', inner, 'x', 'for (const one of Object.values(x)) one.limit = 15'),
  done('what a copy of settings shares with them', inner, 'x', '{ const copy = { ...x }; copy.inner.limit = 15 }'),
  done('a list filled by a borrowed method', 'export const x = []', 'x', 'Array.prototype.push.apply(x, [15])'),
  done('settings changed by a named callback', 'export const x = [{}]', 'x', 'const set = one => { one.limit = 15 }\nx.forEach(set)'),
  done('what for..of assigns to', 'export const x = { limit: 1 }', 'x', 'for (x.limit of [15]);'),
  done('a prototype that a function patches', inner, '[1].last()', 'const to = p => { p.last = () => 15 }\nto(Array.prototype)'),
  done('a part of Node that a plugin replaces', inner, 'x', `import os from 'node:os'\nos.hostname = () => 15`),
  done('a map in globalThis', inner, 'globalThis.rows.get(1)', 'globalThis.rows.set(1, 15)'),
  done('a getter with an effect', list, 'x', 'const o = { get all() { x.push(15); return 1 } }\nexport const all = o.all'),
  done('a getter with an effect that a helper reads', list, 'x', `const o = { get all() { x.push(15) } }\nconst f = () => o.all\nf()`),
  done('a setter with an effect', list, 'x', 'const o = { set one(n) { x.push(n) } }\no.one = 15'),
  done('a toString with an effect', list, 'x', 'const o = { toString() { x.push(15); return 1 } }\nconst text = o + 1'),
  done('a valueOf of a class', list, 'x', 'class C { valueOf() { x.push(15); return 1 } }\nconst c = new C()\nexport const n = c + 1'),
  done('an iterator with an effect', list, 'x', 'const o = { *[Symbol.iterator]() { x.push(15) } }\nexport const all = [...o]'),
  done('the handler of a proxy', list, 'x', 'const o = new Proxy({}, { get: () => x.push(15) })\nexport const n = o.any'),
  done(
    'a property that is defined as a getter',
    list,
    'x',
    `const o = Object.defineProperty({}, 'n', { get: () => x.push(15) })\nexport const n = o.n`,
  ),
  done('a prototype that has a name of its own', inner, '[1].last()', 'const p = Array.prototype\np.last = () => 15'),
  done('such a prototype in another file', inner, '[1].last()', `import { p } from './p.ts'\np.last = () => 15`, {
    'p.ts': 'export const p = Object.getPrototypeOf([])',
  }),
  done('an environment that has a name of its own', inner, 'x', 'const env = process.env\nenv.TZ = 15'),
  done('a part of Node that has a name of its own', inner, 'x', `import os from 'node:os'\nconst o = os\no.hostname = () => 15`),
  editOf(
    'a plugin that the config loads by a computed name',
    loadedBy('for (const name of names()) await import(name)'),
    'plugin.ts',
    '15',
    '16',
  ),
  editOf('a statement of a reached file', { 'a.ts': assetWith('m', 'const m = new Map()\nm.set(1, 15)') }, 'a.ts', '15', '16'),
  editOf(
    'a file imported for its effects',
    { 'a.ts': assetWith('1', `import './setup.ts'`), 'setup.ts': 'globalThis.x = 15' },
    'setup.ts',
    '15',
    '16',
  ),
  editOf(
    'an initialiser that registers something',
    { ...lookup, 'registry.ts': `${registry}const x = register('a', () => 15)\n` },
    'registry.ts',
    '15',
    '16',
  ),
  editOf(
    'an initialiser that assigns into settings',
    { 'a.ts': assetWith('settings.limit', 'const settings = {}\nconst p = Object.assign(settings, { limit: 15 })') },
    'a.ts',
    '15',
    '16',
  ),
  editOf(
    'an initialiser that fills a static',
    {
      'a.ts': assetWith(
        'Store.rows',
        'class Store { static rows = [] }\nfunction load() { Store.rows = [15]; return true }\nconst ok = load()',
      ),
    },
    'a.ts',
    '15',
    '16',
  ),
  editOf(
    'an initialiser that fills a static through this',
    {
      'a.ts': assetWith(
        'Store.rows',
        'class Store { static rows = []; static load(row) { this.rows.push(row); return true } }\nconst ok = Store.load(15)',
      ),
    },
    'a.ts',
    '15',
    '16',
  ),
  editOf(
    'an effect of a module that is reached only through a named import',
    named(`${fromRegistry}register('a', 15)\nexport const unused = 1`),
    'plugin.ts',
    '15',
    '16',
  ),
  editOf(
    'an effect of a module on the way of a re-export',
    {
      ...lookup,
      'a.ts': assetWith(`[registry.get('a'), f]`, `import { registry } from './registry.ts'\nimport { f } from './index.ts'`),
      'index.ts': `import { register } from './registry.ts'\nexport { f } from './f.ts'\nregister('a', 15)\n`,
      'f.ts': 'export const f = 1',
    },
    'index.ts',
    '15',
    '16',
  ),
  editOf(
    'a module that only the config imports and that fills a registry',
    filledBy(`${fromRegistry}register('a', 15)`),
    'plugin.ts',
    '15',
    '16',
  ),
  editOf('an initialiser of such a module', filledBy(`${fromRegistry}const ok = register('a', 15)`), 'plugin.ts', '15', '16'),
  editOf('a loop of such a module', filledBy(`${fromRegistry}for (const n of [15]) registry.set('a', n)`), 'plugin.ts', '15', '16'),
  editOf('a constant that such a module registers', filledBy(`${fromRegistry}const n = 15\nregister('a', n)`), 'plugin.ts', '15', '16'),
  editOf('an alias through which it is filled', filledBy(`${fromRegistry}const all = registry\nall.set('a', 15)`), 'plugin.ts', '15', '16'),
  editOf(
    'a helper that is given the registry',
    filledBy(`${fromRegistry}function fill(map) { map.set('a', 15) }\nfill(registry)`),
    'plugin.ts',
    '15',
    '16',
  ),
  editOf('a callback that fills it', filledBy(`${fromRegistry}const ok = [15].map(n => registry.set('a', n))`), 'plugin.ts', '15', '16'),
  editOf(
    'a bound method that fills it',
    filledBy(`${fromRegistry}const add = registry.set.bind(registry)\nconst ok = add('a', 15)`),
    'plugin.ts',
    '15',
    '16',
  ),
  editOf(
    'a plugin that another plugin imports',
    {
      ...filledBy(`import { other } from './other.ts'\nexport const x = 1`),
      'other.ts': `${fromRegistry}export const other = register('a', 15)`,
    },
    'other.ts',
    '15',
    '16',
  ),
  editOf(
    'a call that sets a variable of a reached file',
    {
      'a.ts': assetWith('mode()', `import { mode } from './mode.ts'`),
      'mode.ts': 'let current = 1\nexport const mode = () => current\nexport function setMode(next) { current = next }',
      'plugin.ts': `import { setMode } from './mode.ts'\nsetMode(15)`,
      'varve.config.ts': config(`import './plugin.ts'`),
    },
    'plugin.ts',
    '15',
    '16',
  ),
  editOf(
    'a method of an instance that the config fills',
    {
      'a.ts': assetWith(`store.get()`, `import { store } from './store.ts'`),
      'store.ts':
        'class Store { #rows = []; add(row) { this.#rows.push(row) } get() { return this.#rows } }\nexport const store = new Store()',
      'varve.config.ts': config(`import { store } from './store.ts'\nstore.add(15)`),
    },
    'varve.config.ts',
    '15',
    '16',
  ),
  editOf('a global that the config sets', { ...lookup, 'varve.config.ts': config('globalThis.limit = 15') }, 'varve.config.ts', '15', '16'),
  editOf(
    'a variable of the environment that the config sets',
    { ...lookup, 'varve.config.ts': config(`process.env.TZ = 'UTC'`) },
    'varve.config.ts',
    'UTC',
    'CET',
  ),
  editOf(
    'the setting of a package that the asset uses',
    {
      'a.ts': assetWith('dayjs()', `import dayjs from 'dayjs'`),
      'node_modules/dayjs/package.json': '{ "version": "1.0.0" }',
      'varve.config.ts': config(`import dayjs from 'dayjs'\ndayjs.locale('nl')`),
    },
    'varve.config.ts',
    'nl',
    'be',
  ),
  editOf(
    'the version of a package that only the config imports for its effects',
    { ...lookup, 'node_modules/dotenv/package.json': '{ "version": "1.0.0" }', 'varve.config.ts': config(`import 'dotenv/config'`) },
    'node_modules/dotenv/package.json',
    '1.0.0',
    '1.0.1',
  ),
]
