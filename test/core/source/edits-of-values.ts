/** Edits of definitions that are used as values. */
import { assetWith, type EditCase, editOf } from './edit-case.ts'
import type { Files } from './source-project.ts'

const other = `import { asset, segments } from 'varve'\nexport const keys = segments({ keys: ['x'] })\nexport const b = asset({ partitions: keys, run: () => 15 })\n`
const reading = (run: string, imports = `import { b, keys } from './b.ts'`): Files => ({ 'a.ts': assetWith(run, imports), 'b.ts': other })
const kit = `import { asset } from 'varve'\nexport const makeKit = () => ({ rows: asset({ run: () => [1] }), parse: n => n + 15 })\nexport const kit = makeKit()\n`
const others = { b: [['b.ts', 'asset({']] } as const
const beside = {
  rows: [
    ['b.ts', 'asset({'],
    ['b.ts', 'makeKit()\n'],
  ],
} as const
const contract = `import { dataContract } from 'varve'\nexport const Contract = dataContract({ row: row(15) })\n`

export const valueEdits: readonly EditCase[] = [
  editOf(
    'segments of which a helper gives back the first',
    reading('first(keys.keys)', `import { keys } from './b.ts'\nconst first = l => l[0]`),
    'b.ts',
    `['x']`,
    `['y']`,
    { others },
  ),
  editOf(
    'segments that a helper gives back',
    reading('id(keys).keys', `import { keys } from './b.ts'\nfunction id(x) { return x }`),
    'b.ts',
    `['x']`,
    `['y']`,
    { others },
  ),
  editOf(
    'segments that a helper takes out of a list',
    reading('pick(all)', `import { keys } from './b.ts'\nconst all = [keys]\nfunction pick(l) { return l[0].keys }`),
    'b.ts',
    `['x']`,
    `['y']`,
    { others },
  ),
  editOf(
    'the function of another asset that a helper gives',
    reading('runOf(b)()', `import { b } from './b.ts'\nconst runOf = x => x.run`),
    'b.ts',
    '15',
    '16',
    { others },
  ),
  editOf(
    'segments that a factory turns into a list',
    {
      'a.ts': `import { asset, segments } from 'varve'\nconst toList = s => s.keys\nfunction make(s) { const list = toList(s); return asset({ partitions: s, run: () => list }) }\nconst keys = segments({ keys: ['x'] })\nexport const a = make(keys)\n`,
    },
    'a.ts',
    `['x']`,
    `['y']`,
    {
      others: {
        a: [
          ['a.ts', 'asset({'],
          ['a.ts', 'make(keys)'],
        ],
      },
    },
  ),
  editOf('segments whose keys run uses', reading('keys.keys'), 'b.ts', `['x']`, `['x', 'y']`, { others }),
  editOf(
    'a partition set that a helper uses',
    reading('list()', `import { keys } from './b.ts'\nconst list = () => keys.keys`),
    'b.ts',
    `['x']`,
    `['y']`,
    { others },
  ),
  editOf('a partition set that is given to a function', reading('list(keys)'), 'b.ts', `['x']`, `['y']`, { others }),
  editOf('the partitions of another asset as a value', reading('b.partitions.keys'), 'b.ts', `['x']`, `['y']`, { others }),
  editOf('the function of another asset', reading('b.run({})'), 'b.ts', '15', '16', { others }),
  editOf('the function of another asset by its text', reading(`b['run']({})`), 'b.ts', '15', '16', { others }),
  editOf(
    'the function of another asset, destructured',
    reading('run({})', `import { b } from './b.ts'\nconst { run } = b`),
    'b.ts',
    '15',
    '16',
    { others },
  ),
  editOf('another asset that is given to a function', reading('call(b)'), 'b.ts', '15', '16', { others }),
  editOf(
    'another asset in a list that run goes through',
    reading('all.map(one => one.run())', `import { b } from './b.ts'\nconst all = [b]`),
    'b.ts',
    '15',
    '16',
    { others },
  ),
  editOf(
    'what a factory returns beside an asset',
    { 'a.ts': assetWith('kit.parse(1)', `import { kit } from './b.ts'`), 'b.ts': kit },
    'b.ts',
    '15',
    '16',
    { others: beside },
  ),
  editOf(
    'the same, destructured',
    { 'a.ts': assetWith('parse(1)', `import { kit } from './b.ts'\nconst { parse } = kit`), 'b.ts': kit },
    'b.ts',
    '15',
    '16',
    { others: beside },
  ),
  editOf(
    'the row of a contract',
    { 'a.ts': assetWith('Contract.row.parse', `import { Contract } from './b.ts'`), 'b.ts': contract },
    'b.ts',
    '15',
    '16',
  ),
  editOf(
    'the row of a contract by its text',
    { 'a.ts': assetWith(`Contract['row']`, `import { Contract } from './b.ts'`), 'b.ts': contract },
    'b.ts',
    '15',
    '16',
  ),
  editOf(
    'a factory',
    { 'a.ts': `import { asset } from 'varve'\nfunction make(n) { return asset({ run: () => n + 15 }) }\nexport const a = make(1)\n` },
    'a.ts',
    '15',
    '16',
    {
      others: {
        a: [
          ['a.ts', 'asset({'],
          ['a.ts', 'make(1)'],
        ],
      },
    },
  ),
  editOf(
    'an asset whose function a factory calls',
    {
      'a.ts': `import { asset } from 'varve'\nimport { b } from './b.ts'\nfunction make(source) { return asset({ inputs: { source }, run: () => source.run() }) }\nexport const a = make(b)\n`,
      'b.ts': other,
    },
    'b.ts',
    '15',
    '16',
    {
      others: {
        ...others,
        a: [
          ['a.ts', 'asset({'],
          ['a.ts', 'make(b)'],
        ],
      },
    },
  ),
]
