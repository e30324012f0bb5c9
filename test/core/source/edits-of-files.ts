/** Edits of files, aliases and packages; of contracts, externals and formats; and what only `check` can find. */
import { assetWith, type EditCase, editOf } from './edit-case.ts'
import type { Files } from './source-project.ts'

const file = (run: string, imports: string): Files => ({ 'a.ts': assetWith(run, imports), 'q.sql': 'select 15', 'sql/x.sql': 'select 15' })
const fs = `import { readFileSync } from 'node:fs'\n`
const byUrl = `new URL('./q.sql', import.meta.url)`
const alias = (tsconfig: Files): Files => ({
  'a.ts': assetWith('f', `import { f } from '~/lib'`),
  'src/lib.ts': 'export const f = 15',
  'old/lib.ts': 'export const f = 1',
  ...tsconfig,
})
const hashed = (imports: string): Files => ({
  'a.ts': assetWith('f', `import { f } from '#lib/x'`),
  'package.json': `{ "imports": ${imports} }`,
  'src/x.ts': 'export const f = 15',
  'old/x.ts': 'export const f = 1',
})
const installed = (versions: Readonly<Record<string, string>>): Files => ({
  'a.ts': assetWith('f', `import { f } from 'one'`),
  'node_modules/one/package.json': '{ "version": "1.0.0", "dependencies": { "two": "*" }, "peerDependencies": { "peer": "*" } }',
  ...Object.fromEntries(Object.entries(versions).map(([name, text]) => [`node_modules/${name}/package.json`, text])),
})

const classes = (options: string): Files => ({
  'a.ts': assetWith('new C()', 'class C { limit }'),
  'tsconfig.json': `{ "compilerOptions": ${options} }`,
})
const jsx = (above: string, more: Files): Files => ({
  'a.ts': assetWith('f', `import { f } from './lib.tsx'`),
  'lib.tsx': `${above}\nexport const f = <b>1</b>\n`,
  ...more,
})
const runtimeAt = (version: string): string => `{ "version": "${version}" }`
const automatic: Files = {
  'tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "one" } }',
  'node_modules/one/package.json': runtimeAt('1.0.0'),
  'node_modules/two/package.json': runtimeAt('1.0.0'),
}

export const fileEdits: readonly EditCase[] = [
  editOf('what a compiler makes of fields', classes('{ "useDefineForClassFields": true }'), 'tsconfig.json', 'true', 'false'),
  editOf('the JavaScript that is compiled for', classes('{ "target": "ES2022" }'), 'tsconfig.json', 'ES2022', 'ES2021'),
  editOf(
    'the function that JSX means',
    jsx(`/** @jsx h */\nimport { h } from './h.ts'`, { 'h.ts': 'export const h = () => 15' }),
    'h.ts',
    '15',
    '16',
  ),
  editOf(
    'which function JSX means',
    jsx(`/** @jsx h */\nimport { g, h } from './h.ts'`, { 'h.ts': 'export const h = () => 15, g = () => 16' }),
    'lib.tsx',
    '@jsx h',
    '@jsx g',
  ),
  editOf('the package that JSX calls', jsx('', automatic), 'tsconfig.json', '"one"', '"two"'),
  editOf('the version of the package that JSX calls', jsx('', automatic), 'node_modules/one/package.json', '1.0.0', '1.0.1'),
  editOf('a file by its URL', file(`readFileSync(${byUrl})`, fs), 'q.sql', '15', '16'),
  editOf('a file by its URL in a constant', file('readFileSync(query)', `${fs}const query = ${byUrl}`), 'q.sql', '15', '16'),
  editOf(
    'a file below the folder of the module',
    file(`readFileSync(join(import.meta.dirname, 'sql', 'x.sql'))`, `${fs}import { join } from 'node:path'`),
    'sql/x.sql',
    '15',
    '16',
  ),
  editOf(
    'a module that a worker runs',
    { 'a.ts': assetWith(`new Worker(new URL('./w.ts', import.meta.url))`), 'w.ts': 'export const x = 15' },
    'w.ts',
    '15',
    '16',
  ),
  editOf(
    'a file behind an alias',
    alias({ 'tsconfig.json': '{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }' }),
    'src/lib.ts',
    '15',
    '16',
  ),
  editOf(
    'a file behind an inherited alias',
    alias({ 'tsconfig.json': '{ "extends": "./base.json" }', 'base.json': '{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }' }),
    'src/lib.ts',
    '15',
    '16',
  ),
  editOf(
    'where an alias leads',
    alias({ 'tsconfig.json': '{ /* ours */ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }' }),
    'tsconfig.json',
    './src',
    './old',
  ),
  editOf(
    'a file below the base of a project',
    {
      'a.ts': assetWith('f', `import { f } from 'src/lib'`),
      'src/lib.ts': 'export const f = 15',
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": "." } }',
    },
    'src/lib.ts',
    '15',
    '16',
  ),
  editOf(
    'a file behind an alias, where the config extends one of a package',
    alias({
      'tsconfig.json': '{ "extends": "@acme/ts/base.json", "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }',
      'node_modules/@acme/ts/base.json': '{}',
    }),
    'src/lib.ts',
    '15',
    '16',
  ),
  editOf('a file behind #imports', hashed('{ "#lib/*": "./src/*.ts" }'), 'src/x.ts', '15', '16'),
  editOf(
    'a file behind a condition of #imports',
    hashed('{ "#lib/*": { "browser": "./old/*.ts", "node": "./src/*.ts" } }'),
    'src/x.ts',
    '15',
    '16',
  ),
  editOf('where #imports leads', hashed('{ "#lib/*": "./src/*.ts" }'), 'package.json', './src', './old'),
  editOf('the version of a package', installed({ two: '{ "version": "2.0.0" }' }), 'node_modules/one/package.json', '1.0.0', '1.0.1'),
  editOf(
    'the version of a package that it depends on',
    installed({ two: '{ "version": "2.0.0" }' }),
    'node_modules/two/package.json',
    '2.0.0',
    '2.0.1',
  ),
  editOf(
    'the version of a peer',
    installed({ two: '{}', peer: '{ "version": "3.0.0" }' }),
    'node_modules/peer/package.json',
    '3.0.0',
    '3.0.1',
  ),
  editOf(
    'a package two levels down',
    installed({ two: '{ "version": "2.0.0", "dependencies": { "three": "*" } }', 'two/node_modules/three': '{ "version": "3.0.0" }' }),
    'node_modules/two/node_modules/three/package.json',
    '3.0.0',
    '3.0.1',
  ),
]

const refined = (rule: string, before = ''): Files => ({
  'a.ts': `import { asset, dataContract, external } from 'varve'\nimport { z } from 'zod'\nimport { limit, check, Delay } from './rules.ts'\n${before}\nexport const a = asset({ contract: dataContract({ row: z.object({ delay: ${rule} }) }), run: () => 1 })\n`,
  'rules.ts': `import { z } from 'zod'\nexport const limit = 15\nexport const check = n => n < limit\nexport const Delay = z.number().refine(check)\n`,
  'node_modules/zod/package.json': '{ "version": "4.0.0" }',
})
const contractOf = { of: 'dataContract({' } as const

export const partEdits: readonly EditCase[] = [
  editOf('a constant that a refinement uses', refined('z.number().refine(n => n < limit)'), 'rules.ts', '15', '16', contractOf),
  editOf(
    'a function that superRefine calls',
    refined('z.number().superRefine((n, c) => { if (!check(n)) c.addIssue("no") })'),
    'rules.ts',
    'n < limit',
    'n <= limit',
    contractOf,
  ),
  editOf('a schema of another file that refines', refined('Delay'), 'rules.ts', '15', '16', contractOf),
  editOf(
    'a constant beside a contract',
    refined('z.number().refine(n => n < most)', 'const most = 5'),
    'a.ts',
    'most = 5',
    'most = 6',
    contractOf,
  ),
  editOf(
    'the argument of a factory of contracts',
    {
      'a.ts': `import { dataContract } from 'varve'\nimport { z } from 'zod'\nconst make = most => dataContract({ row: z.object({ x: z.number().refine(n => n < most) }) })\nexport const Contract = make(15)\n`,
      'node_modules/zod/package.json': '{ "version": "4.0.0" }',
    },
    'a.ts',
    '15',
    '16',
    {
      of: 'dataContract({',
      others: {
        a: [
          ['a.ts', 'dataContract({'],
          ['a.ts', 'make('],
        ],
      },
    },
  ),
  editOf(
    'what an external observes',
    {
      'a.ts': `import { external } from 'varve'\nconst url = 'x'\nexport const e = external({ observe: () => ask(url), open: () => 1 })\n`,
    },
    'a.ts',
    `'x'`,
    `'y'`,
    { of: 'external({' },
  ),
  editOf(
    'how an external is opened',
    {
      'a.ts': `import { external } from 'varve'\nconst parse = t => t + 15\nexport const e = external({ observe: () => 1, open: () => parse(1) })\n`,
    },
    'a.ts',
    '15',
    '16',
    { of: 'external({' },
  ),
  editOf(
    'a format of the user',
    {
      'a.ts': assetWith('1', `import { mine } from './mine.ts'`, 'format: mine(),'),
      'mine.ts': 'export const mine = () => ({ name: "mine", decode: () => 15 })',
    },
    'mine.ts',
    '15',
    '16',
    { of: 'format' },
  ),
]

export const foundEdits: readonly (readonly [edit: EditCase, finding: string])[] = [
  [
    editOf(
      'a worker of the current folder',
      { 'a.ts': assetWith(`new Worker('./w.js')`, `import { Worker } from 'node:worker_threads'`), 'w.js': '15' },
      'w.js',
      '15',
      '16',
    ),
    'a.ts:3 starts a worker of a file that is not known',
  ],
  [
    editOf('process.env in run', { 'a.ts': assetWith('process.env.MODE'), '.env': 'MODE=15' }, '.env', '15', '16'),
    'a.ts:3 reads process.env.MODE',
  ],
  [
    editOf(
      'process.env in a helper',
      { 'a.ts': assetWith('f()', `import { f } from './f.ts'`), 'f.ts': `export const f = () => process.env['MODE']`, '.env': 'MODE=15' },
      '.env',
      '15',
      '16',
    ),
    'f.ts:1 reads process.env.MODE',
  ],
  [
    editOf(
      'an environment that is destructured',
      { 'a.ts': assetWith('env.MODE', 'const { env } = process'), '.env': 'MODE=15' },
      '.env',
      '15',
      '16',
    ),
    'a.ts:2 reads process.env',
  ],
  [
    editOf(
      'an environment that is imported',
      { 'a.ts': assetWith('env.MODE', `import { env } from 'node:process'`), '.env': 'MODE=15' },
      '.env',
      '15',
      '16',
    ),
    'a.ts:3 reads process.env.MODE',
  ],
  [
    editOf(
      'process imported as a whole',
      { 'a.ts': assetWith('p.env.MODE', `import p from 'node:process'`), '.env': 'MODE=15' },
      '.env',
      '15',
      '16',
    ),
    'a.ts:3 reads process.env.MODE',
  ],
  [
    editOf('a file of the current folder', file(`readFileSync('./q.sql')`, fs), 'q.sql', '15', '16'),
    `a.ts:4 reads './q.sql' from the current folder`,
  ],
  [
    editOf('a file by a computed name', file('f.promises.readFile(name)', `import * as f from 'node:fs'`), 'q.sql', '15', '16'),
    'a.ts:3 reads files by a name that is computed as it runs',
  ],
  [
    editOf(
      'the files of a folder',
      file(`readdirSync(new URL('./sql', import.meta.url))`, `import { readdirSync } from 'node:fs'`),
      'sql/x.sql',
      '15',
      '16',
    ),
    'a.ts:3 reads files by a name that is computed as it runs',
  ],
  [
    editOf(
      'a file read through another name of readFile',
      file('read(name)', `import * as f from 'node:fs'\nconst read = promisify(f.readFile)`),
      'q.sql',
      '15',
      '16',
    ),
    'a.ts:3 uses readFile as a value, so the files that it reads are not known',
  ],
  [
    editOf(
      'a file read through node:fs that is loaded as the program runs',
      file(`import('node:fs').then(f => f.readFileSync(name))`, ''),
      'q.sql',
      '15',
      '16',
    ),
    'a.ts:3 uses node:fs as a value, so the files that it reads are not known',
  ],
  [
    editOf(
      'a file that another program reads',
      file(`execSync('cat q.sql')`, `import { execSync } from 'node:child_process'`),
      'q.sql',
      '15',
      '16',
    ),
    'a.ts:3 depends on another program that it starts',
  ],
  [
    editOf(
      'a file that a program of a namespace reads',
      file(`cp.spawnSync('cat', ['q.sql'])`, `import * as cp from 'child_process'`),
      'q.sql',
      '15',
      '16',
    ),
    'a.ts:3 depends on another program that it starts',
  ],
  [
    editOf('the size of a file', file(`statSync('q.sql').size`, `import { statSync } from 'node:fs'`), 'q.sql', '15', '1617'),
    `a.ts:3 reads 'q.sql' from the current folder`,
  ],
  [
    editOf('a file that is copied', file(`copyFileSync(name, 'to')`, `import { copyFileSync } from 'node:fs'`), 'q.sql', '15', '16'),
    'a.ts:3 reads files by a name that is computed as it runs',
  ],
  [
    editOf(
      'a file read through a part of Node that is asked for by name',
      file(`process.getBuiltinModule('fs').readFileSync(name)`, ''),
      'q.sql',
      '15',
      '16',
    ),
    'a.ts:3 uses node:fs as a value, so the files that it reads are not known',
  ],
  [
    editOf(
      'a file whose address is changed after it was named',
      file(`readFileSync(url)`, `${fs}\nconst url = new URL('./p.sql', import.meta.url)\nurl.pathname += '/../q.sql'`),
      'q.sql',
      '15',
      '16',
    ),
    'a.ts:6 reads files by a name that is computed as it runs',
  ],
  [
    editOf(
      'a file that another loader takes instead',
      { 'a.ts': assetWith('f', `import { f } from './lib.js'`), 'lib.ts': 'export const f = 1', 'lib.js': 'export const f = 15' },
      'lib.js',
      '15',
      '16',
    ),
    'lib.ts:1 lies beside lib.js, and another loader would take that file instead: every source file of the project counts',
  ],
]
