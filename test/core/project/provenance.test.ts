/** What a run says about where its code came from. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { provenance } from '../../../packages/core/src/project/provenance.ts'

test('names the commit, and whether a file that git knows was changed since', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'varve-provenance-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], { cwd: folder, encoding: 'utf8' }).trim()
  const found = async () => {
    const { gitCommit, gitDirty } = await provenance(folder)
    return [gitCommit, gitDirty]
  }
  expect(await found()).toEqual([null, null])
  git('init', '--quiet')
  expect(await found()).toEqual([null, false])
  writeFileSync(join(folder, 'a.ts'), '1')
  expect(await found()).toEqual([null, false])
  git('add', 'a.ts')
  expect(await found()).toEqual([null, true])
  git('commit', '--quiet', '--message', 'a')
  const commit = git('rev-parse', 'HEAD')
  expect(await found()).toEqual([commit, false])
  writeFileSync(join(folder, 'a.ts'), '2')
  expect(await found()).toEqual([commit, true])
})
