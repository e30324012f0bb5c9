/** docs/errors.md lists every error code under its family, with what to do about it. */
import { expect, test } from 'vitest'
import { codes } from '../../packages/core/src/foundation/codes.ts'
import { packageSources, projectFiles } from './project-files.ts'

test('the page of errors lists each code once, under its family, with a meaning, a fix and whether it is retried', () => {
  const listed: Record<string, unknown> = {}
  let family = ''
  for (const line of projectFiles.find(({ path }) => path === 'docs/errors.md')!.text.split('\n')) {
    family = /^## (\w+)/.exec(line)?.[1] ?? family
    const [, code, means, fix, retried] = /^\| `([A-Z_]+)` \| (.+) \| (.+) \| (yes|no) \|$/.exec(line) ?? []
    if (code === undefined) continue
    expect(listed, `${code} is listed twice`).not.toHaveProperty(code)
    expect(`${means}${fix}`.length).toBeGreaterThan(20)
    listed[code] = { family, retryable: retried === 'yes' }
  }
  expect(listed).toEqual(codes)
})

test('each code is used: one that nothing raises is not listed', () => {
  const others = packageSources.filter(({ path }) => !path.endsWith('foundation/codes.ts'))
  const unused = Object.keys(codes).filter(code => !others.some(({ text }) => text.includes(`'${code}'`)))
  expect(unused).toEqual([])
})
