/** A generated project, and edits of every kind that may change what an asset's code is: each gives the files as they are after it. */
import fc from 'fast-check'
import { forms } from './source-chain.ts'
import type { Files } from './source-project.ts'

/** Text by path; null is a folder, where a file was looked for. */
export type ProjectState = Readonly<Record<string, string | null>>

export type Edit = { readonly name: string; readonly at: number; readonly to: number }

/** What is done to the cache between two analyses, instead of an edit of the project. */
export const cacheEdits = [
  'damage the cache',
  'cut the cache',
  'bring back an older cache',
  'bring back one older file of the cache',
] as const

export const modules = 6
export const assets = 4

const specifiers: readonly ((module: number) => string)[] = [
  module => `./m${module}.ts`,
  module => `./m${module}.js`,
  module => `./m${module}`,
  module => `@alias/m${module}`,
  module => `#m${module}`,
]

/** What the rest of a module looks like, from a number. */
function moduleText(module: number, shape: number): Files {
  const form = forms[shape % forms.length]!
  const next = specifiers[Math.floor(shape / forms.length) % specifiers.length]!(module + 1)
  const { text, files = {} } = form.module(next)
  const named = (one: string) => one.replaceAll('NAME', `m${module}`)
  return { ...Object.fromEntries(Object.entries(files).map(([path, one]) => [named(path), named(one)])), [`m${module}.ts`]: named(text) }
}

const asset = (index: number, first: number, wired: boolean) => {
  const other = wired && index > 0 ? `import { a${index - 1} } from './a${index - 1}.ts'\n` : ''
  const inputs = other === '' ? '' : ` inputs: { up: a${index - 1} },`
  return `import { asset, dataContract } from 'varve'\nimport { v } from './m${first}.ts'\n${other}export const a${index} = asset({${inputs} run: () => v })\n`
}

const config = (mounted: readonly number[], extra: string) =>
  `${extra}import './aside.ts'\nimport './reader.ts'\nimport { catalog, defineConfig } from 'varve'\n${mounted.map(index => `import { a${index} } from './a${index}.ts'\n`).join('')}export default defineConfig({ catalog: catalog({ ${mounted.map(index => `a${index}`).join(', ')} }) })\n`

const seen = (to: number) => {
  const property = to % 2 === 0 ? 'p: 1' : 'get p() { return rows.push(1) }'
  return `import { rows } from './state.ts'\nexport const seen = { ${property} }\n`
}

const own = (to: number) => (to % 2 === 0 ? `export { asset } from 'varve'\n` : 'export const asset = definition => definition\n')

const everyAsset = Array.from({ length: assets }, (_, index) => index)

export function begin(shapes: readonly number[]): ProjectState {
  return {
    ...Object.assign({}, ...shapes.map((shape, module) => moduleText(module, shape))),
    [`m${modules}.ts`]: `import table from './table.json' with { type: 'json' }\nimport { p } from 'pack'\nimport { rows } from './state.ts'\nexport const v = [15, table.x, p, rows]\n`,
    'table.json': '{ "x": 15 }',
    // Printing what `reader.ts` has runs the getter, if there is one, and that fills `rows`.
    'state.ts': 'export const rows = []\n',
    'seen.ts': seen(0),
    'holder.ts': `import { seen } from './seen.ts'\nexport const holder = { seen }\n`,
    'reader.ts': `import { holder } from './holder.ts'\nconst shown = String(holder)\n`,
    'aside.ts': 'export const aside = 15\nconst list = []\nlist.push(aside)\n',
    ...Object.fromEntries(everyAsset.map(index => [`a${index}.ts`, asset(index, index % modules, index % 2 === 1)])),
    'varve.config.ts': config(everyAsset, ''),
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@alias/*": ["./*"] } } }',
    'package.json': '{ "type": "module", "imports": { "#*": "./*.ts" } }',
    'node_modules/pack/package.json': '{ "version": "1.0.0", "dependencies": { "below": "*" } }',
    'node_modules/below/package.json': '{ "version": "1.0.0" }',
  }
}

/** By name; `at` and `to` are any numbers. */
export const edits: Readonly<Record<string, (state: ProjectState, at: number, to: number) => ProjectState>> = {
  'another form of a module': (state, at, to) => ({ ...state, ...moduleText(at % modules, to) }),
  'another constant': (state, _at, to) => ({ ...state, [`m${modules}.ts`]: state[`m${modules}.ts`]?.replace(/\[\d+/, `[${to}`) ?? null }),
  'a comment': (state, at, to) => ({ ...state, [file(state, at)]: `// ${to}\n${text(state, file(state, at))}` }),
  'a statement at the end': (state, at, to) => append(state, file(state, at), `export const extra${to} = ${to}\n`),
  'an effect at the end': (state, at, to) => append(state, file(state, at), `globalThis.x${to % 2} = ${to}\n`),
  'a getter': (state, at, to) => append(state, file(state, at), `export const seen${to} = { get p() { return list.push(${to}) } }\n`),
  'a name assigned again': (state, at, to) => append(state, file(state, at), `let changing${to} = 1\nchanging${to}++\n`),
  'a name is read from the environment': (state, at) => append(state, `m${at % modules}.ts`, 'export const env = process.env.MODE\n'),
  'a file that is gone': (state, at) => without(state, `m${at % modules}.ts`),
  'a folder in place of a file': (state, at) => ({ ...state, [`m${at % modules}.ts`]: null }),
  'a file that another loader takes': (state, at, to) => ({ ...state, [`m${at % modules}.js`]: `export const v = ${to}\n` }),
  'that file is gone': (state, at) => without(state, `m${at % modules}.js`),
  'a file that is found first': (state, at, to) => ({ ...state, [`lib/m${at % modules}.ts`]: `export const v = ${to}\n` }),
  'an alias that leads elsewhere': (state, at) => ({ ...state, 'tsconfig.json': tsconfigs[at % tsconfigs.length]! }),
  'no tsconfig.json': state => without(state, 'tsconfig.json'),
  'imports of package.json': (state, at) => ({ ...state, 'package.json': manifests[at % manifests.length]! }),
  'a package of another version': (state, _at, to) => ({
    ...state,
    'node_modules/pack/package.json': `{ "version": "1.0.${to % 3}", "dependencies": { "below": "*" } }`,
  }),
  'a package below it': (state, _at, to) => ({ ...state, 'node_modules/below/package.json': `{ "version": "1.0.${to % 3}" }` }),
  'a package that is not installed': state => without(state, 'node_modules/pack/package.json'),
  'a nearer package': (state, _at, to) => ({
    ...state,
    'node_modules/pack/node_modules/below/package.json': `{ "version": "2.0.${to % 3}" }`,
  }),
  'other data': (state, _at, to) => ({ ...state, 'table.json': `{ "x": ${to} }` }),
  'no data': state => without(state, 'table.json'),
  'a file read by its address': (state, at) =>
    append(state, `m${at % modules}.ts`, `export const at = new URL('./q${at % 2}.sql', import.meta.url)\n`),
  'what lies at that address': (state, at, to) => ({ ...state, [`q${at % 2}.sql`]: to % 3 === 0 ? null : `select ${to}` }),
  'nothing at that address': (state, at) => without(state, `q${at % 2}.sql`),
  'a script by its folder': (state, at) =>
    append(
      state,
      `m${at % modules}.ts`,
      `import { join } from 'node:path'\nexport const script = join(import.meta.dirname, 'm${(at + 1) % modules}.js')\n`,
    ),
  'an import by a computed name': (state, at) => append(state, `m${at % modules}.ts`, 'export const some = name => import(name)\n'),
  'an asset that reads another': (state, at, to) => ({ ...state, [`a${at % assets}.ts`]: asset(at % assets, to % modules, to % 2 === 0) }),
  'a wired asset used as a value': (state, at) =>
    append(
      state,
      `m${at % modules}.ts`,
      `import { a${at % assets} } from './a${at % assets}.ts'\nexport const whole = () => a${at % assets}\n`,
    ),
  'a plugin of the config': (state, at, to) => ({
    ...state,
    [`plugin${at % 2}.ts`]: `import * as all from './m${to % modules}.ts'\nObject.assign(all.v, { x: ${to} })\n`,
    'varve.config.ts': config(everyAsset, `import './plugin${at % 2}.ts'\n`),
  }),
  'a package set up by the config': (state, _at, to) => ({
    ...state,
    'varve.config.ts': config(everyAsset, `import { install } from 'pack'\ninstall(${to})\n`),
  }),
  'fewer assets in the config': (state, at) => ({ ...state, 'varve.config.ts': config(everyAsset.slice(at % assets), '') }),
  'another meaning of that name': (state, _at, to) => ({ ...state, 'own.ts': own(to) }),
  'a getter far away': (state, _at, to) => ({ ...state, 'seen.ts': seen(to) }),
  'Varve by another name': (state, at) => ({
    ...state,
    'own.ts': own(at),
    [`a${at % assets}.ts`]: `import { asset } from './own.ts'\nimport { v } from './m0.ts'\nexport const a${at % assets} = asset({ run: () => v })\n`,
  }),
}

const tsconfigs = [
  '{ "compilerOptions": { "paths": { "@alias/*": ["./*"] } } }',
  '{ "compilerOptions": { "paths": { "@alias/*": ["./lib/*", "./*"] } } }',
  '{ "compilerOptions": { "baseUrl": "./lib", "experimentalDecorators": true } }',
  '{ "extends": "./base.json" }',
  '{',
]
const manifests = [
  '{ "type": "module", "imports": { "#*": "./*.ts" } }',
  '{ "type": "module", "imports": { "#*": "./lib/*.ts" } }',
  '{ "type": "module", "imports": { "#*": "pack" } }',
  '{ "type": "module" }',
]

/** Steps of a history: each is one edit, or something done to the cache. */
export const histories: fc.Arbitrary<{ readonly shapes: readonly number[]; readonly steps: readonly Edit[] }> = fc.record({
  shapes: fc.array(fc.nat(forms.length * specifiers.length - 1), { minLength: modules, maxLength: modules }),
  steps: fc.array(fc.record({ name: fc.constantFrom(...Object.keys(edits), 'nothing', ...cacheEdits), at: fc.nat(23), to: fc.nat(199) }), {
    minLength: 1,
    maxLength: 7,
  }),
})

function file(state: ProjectState, at: number): string {
  const paths = Object.keys(state).filter(path => /^[^/]+\.ts$/.test(path))
  return paths[at % paths.length]!
}

function text(state: ProjectState, path: string): string {
  return state[path] ?? ''
}

function append(state: ProjectState, path: string, added: string): ProjectState {
  return { ...state, [path]: `${text(state, path)}${added}` }
}

function without(state: ProjectState, path: string): ProjectState {
  return Object.fromEntries(Object.entries(state).filter(([other]) => other !== path))
}
