/** What changes an asset's code version, and what does not. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sourceAnalyser } from '../../../packages/core/src/source/source-analyser.ts'
import { type Creations, changedBy, codeVersions, type Files, writeProject } from './source-project.ts'

const files: Files = {
  'assets/flights.ts': `
import { asset, daily, dataContract, externalFile } from 'varve'
import { z } from 'zod'
import { parse, type Flight } from '../lib/parse.ts'

export const days = daily({ start: '2001-01-01', end: '2001-04-01' })
export const raw = externalFile('./data/raw.json')

/**
 * All flights of a day.
 *
 * More about them.
 * @see elsewhere
 */
export const flights = asset({
  partitions: days,
  description: 'flights',
  contract: dataContract({ row: z.object({ delay: z.int() }) }),
  inputs: { raw },
  run: ({ raw }, { partition }) => parse(raw, partition.start),
})

export function unrelated() { return 1 }
`,
  'assets/delays.ts': `
import { asset, from, last } from 'varve'
import { days, flights } from './flights.ts'

const late = 15

export const delays = asset({
  partitions: days,
  inputs: { flights, week: from(flights, { partitions: last(7) }) },
  run: ({ flights }) => flights.filter(flight => flight.delay > late),
})
`,
  'lib/parse.ts': `
import { zone } from './zone.ts'
export interface Flight { delay: number }
export function parse(rows: Flight[], start: string) { return rows.map(row => ({ ...row, at: zone(start) })) }
export function other() { return 2 }
`,
  'lib/zone.ts': `export const zone = (start: string) => start + '-06:00'\n`,
  'node_modules/zod/package.json': '{ "name": "zod", "version": "4.0.0" }',
}
const creations: Creations = {
  flights: [['assets/flights.ts', 'asset({\n  partitions: days,\n  description']],
  delays: [['assets/delays.ts', 'asset({\n  partitions']],
}

const edited = (path: string, from: string, to: string): Files => {
  const text = files[path] ?? ''
  if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`)
  return { [path]: text.replace(from, to) }
}
const edit = (path: string, from: string, to: string): Promise<readonly string[]> => changedBy(edited(path, from, to), files, creations)

test('an answer names the declaration, its doc comment, and nothing that could not be followed', async () => {
  const { flights, delays } = await codeVersions(files, creations)
  expect(flights).toEqual({
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    description: 'All flights of a day.',
    conservative: [],
    hidden: [],
    file: 'assets/flights.ts',
    line: 15,
  })
  expect(delays).toEqual({ hash: expect.any(String), description: null, conservative: [], hidden: [], file: 'assets/delays.ts', line: 7 })
})

test('comments, layout, quotes, commas, semicolons, parentheses and types change nothing', async () => {
  const rewritten = `
// another comment
import { zone } from "./zone.ts";
export type Flight = { delay: number; extra?: string };
type Local<T> = T | undefined;
export function parse<T extends Flight>(rows: readonly T[], start: string): unknown[] {
  interface Inner { a: string }
  /* here */
  return (rows!.map((row: T) => ({ ...(row as T), 'at': zone(start) satisfies Local<string>, })));
}
declare const nothing: Inner
`
  expect(await changedBy({ 'lib/parse.ts': rewritten }, files, creations)).toEqual([])
})

test('an edit of the code changes the asset and not what reads it', async () => {
  expect(await edit('assets/delays.ts', 'flight.delay > late', 'flight.delay >= late')).toEqual(['delays'])
  expect(await edit('assets/delays.ts', 'late = 15', 'late = 20')).toEqual(['delays'])
  expect(await edit('assets/flights.ts', 'partition.start)', 'partition.end)')).toEqual(['flights'])
})

test('a helper in another file counts, and one behind it', async () => {
  expect(await edit('lib/parse.ts', '...row,', 'row,')).toEqual(['flights'])
  expect(await edit('lib/zone.ts', '-06:00', '-05:00')).toEqual(['flights'])
})

test('a declaration that the asset does not reach is not looked at', async () => {
  expect(await edit('assets/flights.ts', 'return 1', 'return 7')).toEqual([])
  expect(await edit('lib/parse.ts', 'return 2', 'return 7')).toEqual([])
})

test('partitions, contract and metadata have identities of their own', async () => {
  expect(await edit('assets/flights.ts', "end: '2001-04-01'", "end: '2002-04-01'")).toEqual([])
  expect(await edit('assets/flights.ts', 'delay: z.int()', 'delay: z.number()')).toEqual([])
  expect(await edit('assets/flights.ts', "description: 'flights',", "description: 'all of them', owner: 'us',")).toEqual([])
  expect(await edit('assets/flights.ts', './data/raw.json', './data/other.json')).toEqual([])
})

test('an input that is read otherwise is a change', async () => {
  expect(await edit('assets/delays.ts', 'last(7)', 'last(8)')).toEqual(['delays'])
})

test('names and places of constants do not count: an asset or a helper may be renamed and moved', async () => {
  const moved: Files = {
    ...files,
    'assets/delays.ts': `
import { asset as define, from, last } from 'varve'
import { days, flights } from './flights.ts'
import { limit } from '../lib/deep/limit.ts'
export const lateFlights = define({
  partitions: days,
  inputs: { flights: flights, week: from(flights, { partitions: last(7) }) },
  run: ({ flights }) => flights.filter(flight => flight.delay > limit),
})
`,
    'lib/deep/limit.ts': 'const late = 15\nexport { late as limit }\n',
  }
  const before = await codeVersions(files, creations)
  const after = await codeVersions(moved, { ...creations, delays: [['assets/delays.ts', 'define({']] })
  expect(after.delays?.hash).toBe(before.delays?.hash)
})

test('swapping two helpers of the same name is a change', async () => {
  const two: Files = {
    'a.ts': `import { asset } from 'varve'\nimport { f } from './x.ts'\nimport { f as g } from './y.ts'\nexport const a = asset({ run: () => f(g(1)) })\n`,
    'x.ts': 'export const f = (n: number) => n + 1',
    'y.ts': 'export const f = (n: number) => n * 2',
  }
  const swapped = { 'a.ts': (two['a.ts'] ?? '').replace('f(g(1))', 'g(f(1))') }
  expect(await changedBy(swapped, two, { a: [['a.ts', 'asset({']] })).toEqual(['a'])
})

test('no frame inside the project means that the code is unknown', async () => {
  const folder = writeProject(files)
  const away = { line: 1, column: 1 }
  const answers = await sourceAnalyser({ projectFolder: folder, cacheFolder: join(folder, '.varve') }).codeVersions([
    { id: 'none', frames: [] },
    { id: 'gone', frames: [{ ...away, file: join(folder, 'gone.ts') }] },
    { id: 'elsewhere', frames: [{ ...away, file: import.meta.filename }] },
  ])
  const unknown = {
    hash: null,
    description: null,
    conservative: ['the code is unknown: where it was created is not a file of the project'],
    hidden: [],
    file: null,
    line: null,
  }
  expect(Object.fromEntries(answers)).toEqual({ none: unknown, gone: unknown, elsewhere: unknown })
})
