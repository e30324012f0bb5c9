/** Links of the project's pages lead somewhere. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFiles, projectFolder } from '../tidy/project-files.ts'

const pages = projectFiles.filter(({ path }) => path.endsWith('.md'))

test('every relative link leads to a file, and to a heading where it names one', () => {
  const broken = pages.flatMap(({ path, text }) =>
    linksIn(text)
      .filter(link => !isThere(path, link))
      .map(link => `${path}: ${link}`),
  )
  expect(broken).toEqual([])
})

test('the index of the pages names every page', () => {
  const index = readFileSync(join(projectFolder, 'docs/README.md'), 'utf8')
  const named = linksIn(index).map(link => `docs/${link}`)
  const others = pages.filter(({ path }) => /^docs\/[^/]+\.md$/.test(path) && path !== 'docs/README.md' && !named.includes(path))
  expect(others.map(({ path }) => path)).toEqual([])
})

function linksIn(text: string): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '')
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), match => match[1] ?? '').filter(link => !/^[a-z]+:/.test(link))
}

function isThere(page: string, link: string): boolean {
  const [target = '', heading] = link.split('#')
  const file = target === '' ? page : join(dirname(page), decodeURI(target))
  if (!existsSync(join(projectFolder, file))) return false
  return heading === undefined || headingsIn(readFileSync(join(projectFolder, file), 'utf8')).includes(heading)
}

/** As the usual viewers of Markdown name them. */
function headingsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/^#+ (.+)$/gm), match =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}
