/** Random chains of declarations: a constant at the end, forms of code that pass it on, and an asset that reaches the first of them. */
import fc from 'fast-check'
import type { Creations, Files } from './source-project.ts'

/** A form turns the expression that holds the value (a name from a module) into another. */
interface Form {
  readonly name: string
  /** The text of a module that exports `v` from what `next` exports, and other files that it needs. */
  module(next: string): { readonly text: string; readonly files?: Files }
}

const importing = (text: string) => (next: string) => ({ text: `import { v as w } from '${next}'\n${text}\n` })
const of = (name: string, text: string): Form => ({ name, module: importing(text) })

export const forms: readonly Form[] = [
  of('constant', 'export const v = w'),
  of('function', 'const f = () => w\nexport const v = f()'),
  of('declared function', 'function f() { return w }\nexport const v = f()'),
  of('default parameter', 'const f = (x = w) => x\nexport const v = f()'),
  of('closure', 'const make = n => () => n\nexport const v = make(w)()'),
  of('object', 'const o = { p: { q: w } }\nexport const v = o.p.q'),
  of('destructuring', 'const o = { p: w }\nexport const { p: v } = o'),
  of('array pattern', 'export const [v] = [w]'),
  of('pattern default', 'export const { p: v = w } = {}'),
  of('getter', 'const o = { get p() { return w } }\nexport const v = o.p'),
  of('static', 'class C { static p = w }\nexport const v = C.p'),
  of('static block', 'class C { static p; static { C.p = w } }\nexport const v = C.p'),
  of('inherited', 'class B { at() { return w } }\nclass C extends B {}\nexport const v = new C().at()'),
  of('private', 'class C { #p = w; at() { return this.#p } }\nexport const v = new C().at()'),
  of('enum', 'enum E { A = Number(w) }\nexport const v = E.A'),
  of('namespace block', 'namespace N { export const p = w }\nexport const v = N.p'),
  of('template', 'export const v = `$' + '{w}`'),
  of('tagged template', 'const tag = (_, x) => x\nexport const v = tag`a$' + '{w}b`'),
  of('spread', 'const o = { p: w }\nexport const v = { ...o }.p'),
  of('generator', 'function* f() { yield w }\nexport const v = [...f()][0]'),
  of('conditional', 'export const v = Math.PI > 3 ? w : 0'),
  of('map', 'const m = new Map([[1, w]])\nexport const v = m.get(1)'),
  of('filled map', 'const m = new Map()\nm.set(1, w)\nexport const v = () => m.get(1)'),
  of('registering initialiser', 'const m = new Map()\nconst put = x => m.set(1, x)\nconst done = put(w)\nexport const v = () => m.get(1)'),
  of('assigning initialiser', 'const o = {}\nconst done = Object.assign(o, { p: w })\nexport const v = () => o.p'),
  of(
    'filled static',
    'class C { static rows = []; static load(x) { this.rows.push(x); return 1 } }\nconst done = C.load(w)\nexport const v = () => C.rows',
  ),
  of('assigned variable', 'let x = 0\nfunction set() { x = w }\nset()\nexport const v = () => x'),
  of('getter that fills', 'const rows = []\nconst o = { get p() { return rows.push(w) } }\nconst n = o.p\nexport const v = () => rows[0]'),
  of(
    'toString that fills',
    'const rows = []\nconst o = { toString() { rows.push(w); return 1 } }\nconst n = o + 1\nexport const v = () => rows',
  ),
  of('hidden by a parameter', 'export const v = { [w](w) { return w } }'),
  of('asynchronous', 'export const v = async () => { for await (const x of [w]) return x }'),
  of('var in a default', 'const y = w\nfunction f(x = y) { var y = 1; return [x, y] }\nexport const v = f()'),
  { name: 're-export', module: next => ({ text: `export { v } from '${next}'\n` }) },
  { name: 'star', module: next => ({ text: `export * from '${next}'\n` }) },
  { name: 'namespace import', module: next => ({ text: `import * as n from '${next}'\nexport const v = n.v\n` }) },
  {
    name: 'namespace as a value',
    module: next => ({ text: `import * as n from '${next}'\nconst pick = o => o['v']\nexport const v = pick(n)\n` }),
  },
  { name: 'import()', module: next => ({ text: `export const v = async () => (await import('${next}')).v\n` }) },
  {
    name: 'default export',
    module: next => ({
      text: `import { v as w } from '${next}'\nexport { default as v } from './NAME-default.ts'\n`,
      files: { 'NAME-default.ts': `import { v as w } from '${next}'\nexport default () => w\n` },
    }),
  },
  {
    name: 'function of another asset',
    module: next => ({
      text: `import { asset } from 'varve'\nimport { v as w } from '${next}'\nconst other = asset({ run: () => w })\nconst { run } = other\nexport const v = () => run()\n`,
    }),
  },
  {
    name: 'plugin',
    module: next => ({
      text: `import { list } from './NAME-list.ts'\nimport './NAME-plugin.ts'\nexport const v = () => list.at(0)\n`,
      files: {
        'NAME-list.ts': 'export const list = []\n',
        'NAME-plugin.ts': `import { list } from './NAME-list.ts'\nimport { v as w } from '${next}'\nconst n = list.push(w)\n`,
      },
    }),
  },
  {
    name: 'plugin of the config',
    module: next => ({
      text: `import { list } from './NAME-list.ts'\nexport const v = () => list.at(0)\n`,
      files: {
        'NAME-list.ts': 'export const list = []\n',
        'NAME-config-plugin.ts': `import { list } from './NAME-list.ts'\nimport { v as w } from '${next}'\nlist.push(w)\n`,
      },
    }),
  },
]

export interface Chain {
  readonly forms: readonly string[]
  readonly files: Files
  readonly creations: Creations
  /** The file that ends with the constant, and one beside the chain. */
  readonly end: string
  readonly aside: string
}

const json: Form = { name: 'json', module: () => ({ text: '' }) }

export const chains: fc.Arbitrary<Chain> = fc
  .tuple(fc.array(fc.constantFrom(...forms), { minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([picked, isJson]) => chainOf(picked, isJson))

function chainOf(picked: readonly Form[], isJson: boolean): Chain {
  const files: Record<string, string> = {}
  const plugins: string[] = []
  for (const [index, form] of picked.entries()) {
    const { text, files: more = {} } = form.module(`./m${index + 1}.ts`)
    files[`m${index}.ts`] = text.replaceAll('NAME', `m${index}`)
    for (const [path, other] of Object.entries(more)) {
      const name = path.replace('NAME', `m${index}`)
      files[name] = other.replaceAll('NAME', `m${index}`)
      if (name.endsWith('-config-plugin.ts')) plugins.push(name)
    }
  }
  const last = `m${picked.length}.ts`
  files[last] = isJson
    ? `import table from './table.json' with { type: 'json' }\nexport const v = table.x\nexport const unrelated = 1\n`
    : 'export const v = 15\nexport const unrelated = 1\n'
  if (isJson) files['table.json'] = '{ "x": 15 }\n'
  files['a.ts'] = `import { asset } from 'varve'\nimport { v } from './m0.ts'\nexport const a = asset({ run: () => v })\n`
  files['aside.ts'] = `export const aside = 15\nconst list = []\nlist.push(aside)\n`
  files['varve.config.ts'] =
    `${plugins.map(path => `import './${path}'\n`).join('')}import './aside.ts'\nimport { catalog, defineConfig } from 'varve'\nimport { a } from './a.ts'\nexport default defineConfig({ catalog: catalog({ a }) })\n`
  const names = [...picked, ...(isJson ? [json] : [])].map(({ name }) => name)
  return { forms: names, files, creations: { a: [['a.ts', 'asset({']] }, end: isJson ? 'table.json' : last, aside: 'aside.ts' }
}
