/** Every example of the pages and of the doc comments type-checks, runs, and shows what its comments say. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { packageSources, projectFiles, projectFolder } from '../tidy/project-files.ts'
import { fileNameOf, placeOf } from './example.ts'
import { markdownBlocks } from './markdown-blocks.ts'
import { tsdocExamples } from './tsdoc-examples.ts'
import { writePrograms } from './write-programs.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'varve-docs-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pages = projectFiles.map(({ path }) => path).filter(path => /^(?:docs\/[^/]+|packages\/[^/]+\/README|README)\.md$/.test(path))
const blocks = pages
  .flatMap(page => markdownBlocks(page, readFileSync(join(projectFolder, page), 'utf8')))
  // The files that README.md prints are run together on real data, by readme.test.ts.
  .filter(block => block.source !== 'README.md' || fileNameOf(block) === undefined)
const comments = packageSources.flatMap(({ path, text }) => tsdocExamples(path, text))
const programs = await writePrograms(folder, [...blocks, ...comments])

describe('runs', () => {
  for (const { example, path } of programs.filter(({ example }) => !example.words.includes('no-run'))) {
    test(placeOf(example), () => import(/* @vite-ignore */ path))
  }
})

test('all examples type-check', async () => {
  const compiler = join(projectFolder, 'node_modules/typescript/bin/tsc')
  const compiled = promisify(execFile)(process.execPath, [compiler, '--project', folder], { cwd: folder })
  expect((await compiled.catch((error: { stdout: string }) => error)).stdout).toBe('')
})

test('only an example of a type error is not run', () => {
  const spared = blocks.filter(({ words, code }) => words.includes('no-run') && !code.includes('@ts-expect-error'))
  expect(spared.map(placeOf)).toEqual([])
})

test('every page and doc comment is looked at', () => {
  const fences = pages.flatMap(page => readFileSync(join(projectFolder, page), 'utf8').match(/^```(ts|typescript|js)\b/gm) ?? [])
  const printed = readFileSync(join(projectFolder, 'README.md'), 'utf8').match(/^```ts\n\/\/ \S+\.ts\n/gm) ?? []
  expect(blocks).toHaveLength(fences.length - printed.length)
  expect(comments).toHaveLength(packageSources.flatMap(({ text }) => text.match(/^\s*\* @example$/gm) ?? []).length)
})
