/** Type errors are sentences, under every compiler that users may have. */
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const fixtures = fileURLToPath(new URL('../fixtures/types', import.meta.url))

describe.each(['typescript', 'typescript-5.9'])('%s', compiler => {
  test('says what to do about a result of type any, and about partitions that do not fit', async () => {
    const output = await complaintsOf(compiler)
    // One error in each file, and none in our own sources: they compile under both compilers.
    expect([...output.matchAll(/^(\S+)\(\d+,\d+\): error/gm)].map(([, file]) => file)).toEqual([
      'any-result.ts',
      'partitions-do-not-fit.ts',
    ])
    expect(output).toContain('run returns any: give the result a type')
    expect(output).toContain(
      "'flights' is partitioned by day and this asset by segment: choose what to read with from(flights, { partitions: ... })",
    )
  })
})

async function complaintsOf(compiler: string): Promise<string> {
  const tsc = join(dirname(createRequire(import.meta.url).resolve(`${compiler}/package.json`)), 'bin', 'tsc')
  const failed = await promisify(execFile)(process.execPath, [tsc, '-p', fixtures, '--pretty', 'false'], { cwd: fixtures }).catch(
    (error: unknown) => error,
  )
  return (failed as { readonly stdout: string }).stdout
}
