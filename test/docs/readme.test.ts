/** The README's project, as printed there: it compiles, and it runs on the real data. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runScript } from '../support/project.ts'

const repository = join(import.meta.dirname, '../..')
const run = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-readme-'))
  for (const [path, text] of await printedFiles()) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(repository, 'tsconfig.base.json'),
      compilerOptions: { noEmit: true, allowImportingTsExtensions: true, customConditions: ['@varve/source'] },
      include: ['**/*.ts'],
    }),
  )
  await cp(join(repository, 'examples/flights/data/flights-20k.json'), join(folder, 'data/flights-20k.json'))
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('the two commands are spelled as they are typed', async () => {
  const lines = (await readFile(join(repository, 'README.md'), 'utf8')).split('\n')
  expect(lines).toContain('npm ci && npm run demo')
  expect(lines).toContain('npm ci && npm test')
})

test('the README compiles', async () => {
  const compiled = run(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), '--project', '.'], { cwd: folder })
  expect((await compiled.catch((error: { stdout: string }) => error)).stdout).toBe('')
})

test('the README runs', async () => {
  const { status, stdout } = await runScript({ folder }, 'dev.ts')
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'complete { done: 180, reused: 0, skipped: 0, failed: 0, blocked: 0 }\n' })
})

/** The code blocks that begin with the name of their file. */
async function printedFiles(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(repository, 'README.md'), 'utf8')
  return new Map([...text.matchAll(/```ts\n\/\/ (\S+\.ts)\n([\s\S]*?)```/g)].map(match => [match[1]!, match[2]!]))
}
