/** Frames of a stack text, as V8 writes it and as tsx maps it. */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { parseCreationFrames } from '../../../packages/core/src/source/creation-frames.ts'
import { newFolder, writeProject } from './source-project.ts'

const stackOf = (...lines: readonly string[]): string => ['Error', ...lines.map(line => `    at ${line}`)].join('\n')

test('every spelling of a place is read, innermost first', () => {
  const stack = stackOf(
    'make (file:///home/u/a%20b/assets.ts?t=123:4:5)',
    'Object.<anonymous> (/home/u/copy (2)/b.ts?namespace=17:6:7)',
    'async file:///home/u/c.ts:8:9',
    'async Promise.all (index 0)',
    '/home/u/d.ts:10:11',
    'new Model (C:\\Users\\u\\e.ts:12:13)',
    'eval (eval at build (/home/u/f.ts:14:15), <anonymous>:1:1)',
    '<anonymous>',
  )
  expect(parseCreationFrames(stack)).toEqual([
    { file: '/home/u/a b/assets.ts', line: 4, column: 5 },
    { file: '/home/u/copy (2)/b.ts', line: 6, column: 7 },
    { file: '/home/u/c.ts', line: 8, column: 9 },
    { file: '/home/u/d.ts', line: 10, column: 11 },
    { file: 'C:\\Users\\u\\e.ts', line: 12, column: 13 },
    { file: '/home/u/f.ts', line: 14, column: 15 },
  ])
})

test('Node, installed packages and Varve itself are left out', () => {
  const own = join(import.meta.dirname, '../../../packages/core/src/asset/asset.ts')
  const stack = stackOf(`asset (${own}:90:20)`, '/p/node_modules/lodash/map.js:1:2', 'Array.map (node:internal/x:1:2)', '/p/a.ts:3:4')
  expect(parseCreationFrames(stack)).toEqual([{ file: '/p/a.ts', line: 3, column: 4 }])
})

test('the file that imports this one is no part of it', () => {
  const stack = stackOf('Object.<anonymous> (/p/a.ts:3:4)', 'Module._compile (node:internal/modules/cjs/loader:1:2)', '/p/main.ts:5:6')
  expect(parseCreationFrames(stack)).toEqual([{ file: '/p/a.ts', line: 3, column: 4 }])
})

test('a text that is no stack has no frames', () => {
  expect(parseCreationFrames('')).toEqual([])
  expect(parseCreationFrames('Error: at /home/u (x:1:2)')).toEqual([])
})

test.each(['module', 'commonjs'])('a %s file run by tsx gives frames of its TypeScript lines', type => {
  const folder = writeProject(
    {
      'package.json': JSON.stringify({ type }),
      'types.ts': 'export interface Long {\n  a: string\n  b: string\n}\n',
      'make.ts': `import type { Long } from './types.ts'\n\ntype Short = Long\n\nexport function make<T extends Short>(name: T | string): string {\n  return new Error(String(name)).stack as string\n}\n`,
      'a.ts': `interface Unused {\n  a: string\n}\n\nimport { make } from './make.ts'\n\nexport const stack = make('a') as string\n\nexport const later = 5\n`,
      'main.ts': `import { stack } from './a.ts'\nprocess.stdout.write(stack)\n`,
    },
    newFolder('varve source '),
  )
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const stack = execFileSync(process.execPath, ['--import', tsx, join(folder, 'main.ts')], { encoding: 'utf8' })
  expect(parseCreationFrames(stack)).toEqual([
    { file: join(folder, 'make.ts'), line: 6, column: expect.any(Number) },
    { file: join(folder, 'a.ts'), line: 7, column: 22 },
  ])
})
