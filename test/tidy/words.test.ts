/** Words: plain ones in code, messages and pages, and no command or page that does not exist. */
import { expect, test } from 'vitest'
import { program } from '../../packages/cli/src/program.ts'
import { packageSources, projectFiles } from './project-files.ts'

const pages = projectFiles.filter(({ path }) => path.endsWith('.md'))

/** What is never written, and what is said in its place. */
const rather: readonly (readonly [RegExp, string])[] = [
  [/\bmend(s|ed|ing)?\b/i, 'fix, repair'],
  [/\bstanding\b/i, 'state, status'],
  [/\b(lacks?|lacking|blockages?)\b/i, 'reason, cause'],
  [/\boffer(s|ed|ing)?\b/i, 'available'],
  [/\bowed\b/i, 'pending'],
  [/\b(told|tells?|telling)\b/i, 'says, reports'],
  [/\boutside\b/i, 'external'],
  [/\bstands? (refused|for|there|still)\b/i, 'is, means'],
]

test('plain words are used, as the list of words has them', () => {
  const found = [...packageSources, ...pages].flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) =>
      rather.flatMap(([word, plain]) => {
        const match = word.exec(line)
        return match ? [`${path}:${index + 1}: ${match[0]} (rather ${plain})`] : []
      }),
    ),
  )
  expect(found).toEqual([])
})

test('messages and pages name commands that exist', () => {
  const commands = new Set(['help', ...program({ write: () => {}, flushed: async () => {} }).commands.map(command => command.name())])
  const named = [...packageSources, ...pages].flatMap(({ path, text }) =>
    [...text.matchAll(/[`'"]varve ([a-z][a-z-]+)/g)].map(([, command]) => ({ path, command })),
  )
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter(({ command }) => !commands.has(command!))).toEqual([])
})

test('code names pages that exist', () => {
  const paths = new Set(projectFiles.map(({ path }) => path))
  const named = packageSources.flatMap(({ path, text }) => [...text.matchAll(/\bdocs\/[\w-]+\.md/g)].map(([page]) => ({ path, page })))
  expect(named.filter(({ page }) => !paths.has(page))).toEqual([])
})

test('the page on architecture names files that exist', () => {
  const { text } = projectFiles.find(({ path }) => path === 'docs/architecture.md')!
  const named = [...text.matchAll(/`((?:[\w-]+\/)+[\w.-]+\.(?:ts|js))`/g)].map(([, path]) => path!)
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter(path => !projectFiles.some(file => file.path.endsWith(`/${path}`) || file.path === path))).toEqual([])
})
