/** The form of the project's files: the opening sentence, their size and their names. */
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { packageSources, projectFiles, sourceFiles } from './project-files.ts'

const linesMax = 400

test('every source file opens with one sentence that says what it is for', () => {
  const silent = sourceFiles.filter(({ text }) => !/^(?:#!.*\n)?\/\*\* [^\n]+ \*\/\n/.test(text))
  expect(silent.map(({ path }) => path)).toEqual([])
})

test(`no source file is longer than ${linesMax} lines`, () => {
  const long = sourceFiles.filter(({ text }) => text.split('\n').length - 1 > linesMax)
  expect(long.map(({ path }) => path)).toEqual([])
})

test('no file is a dumping ground', () => {
  const dumps = sourceFiles.filter(({ path }) =>
    /(^|[/.-])(utils?|helpers?|common|misc|types)(\.|\/|-)/.test(path.replace(/^test\/types\//, '')),
  )
  expect(dumps.map(({ path }) => path)).toEqual([])
})

test('files and folders are named in kebab-case', () => {
  const others = sourceFiles.filter(
    ({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|long|config|bench))*\.(ts|js|mjs)$/.test(basename(path)),
  )
  expect(others.map(({ path }) => path)).toEqual([])
})

test('a test that makes a temp folder removes it', () => {
  const makers = sourceFiles.filter(({ path, text }) => path.startsWith('test/') && /\bmkdtemp(Sync)?\(/.test(text))
  const keepers = makers.filter(
    ({ text }) => !/\b(onTestFinished\(|afterAll\(|teardown\(|finally \{|remove: )/.test(text) || !/\brm(Sync)?\(/.test(text),
  )
  expect(makers.length).toBeGreaterThan(0)
  expect(keepers.map(({ path }) => path)).toEqual([])
})

test('a suppressed finding is nowhere, and any type that is any neither', () => {
  const marks = ['@ts-' + 'ignore', 'biome-' + 'ignore', 'TO' + 'DO', 'FIX' + 'ME']
  const suppressed = sourceFiles.filter(({ text }) => marks.some(mark => text.includes(mark)))
  expect(suppressed.map(({ path }) => path)).toEqual([])
  const loose = packageSources.filter(({ text }) => /\bas any\b|: any\b|<any>/.test(withoutComments(text)))
  expect(loose.map(({ path }) => path)).toEqual([])
})

test('no file holds a path of one machine or the address of a registry', () => {
  const rooted = (folders: readonly string[]) => new RegExp(`(?:^|[\\s'"\`(=:])/(?:${folders.join('|')})/[\\w.]`, 'm')
  const homes = rooted(['home', 'Users'])
  const machine = rooted(['work', 'root', 'mnt', 'tmp'])
  const host = new RegExp(['registry', 'npmjs'].join('\\.'))
  // a test may invent somebody's home
  const bound = projectFiles.filter(
    ({ path, text }) => machine.test(text) || host.test(text) || (homes.test(text) && !path.startsWith('test/')),
  )
  expect(bound.map(({ path }) => path)).toEqual([])
})

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
}
