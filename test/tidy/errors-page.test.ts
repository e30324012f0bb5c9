/** docs/errors.md lists every error code under its family, with what to do about it. */
import { expect, test } from 'vitest'
import { codes } from '../../packages/core/src/foundation/codes.ts'
import { projectFiles } from './project-files.ts'

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
