/** SIGINT and SIGTERM end a run well: what is published stays, leases are given back, the next call goes on. */
import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { Outcome } from 'varve'
import { expect, test } from 'vitest'
import { makeProject, type Running, spawnVarve, type TestProject, varve } from '../support/project.ts'

/** Day 1 ends at once; day 2 says that it began, and ends when the file `go` is there. */
function slowProject(wait: 'listens' | 'is deaf'): TestProject {
  return makeProject({
    'varve.config.ts': `import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { asset, catalog, daily, defineConfig, file, ioManager, json } from 'varve'

const slow = asset({
  partitions: daily({ start: '2001-01-01', end: '2001-01-04' }),
  run: async (_inputs, { partition, signal }) => {
    if (partition.key === '2001-01-01') return 1
    writeFileSync('began', '')
    while (!existsSync('go')) await setTimeout(20, undefined, ${wait === 'listens' ? '{ signal }' : '{}'})
    return 2
  },
})

export default defineConfig({ entry: import.meta.url, catalog: catalog({ slow }), io: ioManager({ storage: file('./data'), format: json() }) })
`,
  })
}

async function begun(project: TestProject, { child }: Running): Promise<void> {
  while (!existsSync(project.path('began'))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before its second step began`)
    await setTimeout(20)
  }
}

const args = ['materialize', '--concurrency', '1', '--json'] as const

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s interrupts a run with exit status %i, and the next one goes on at once', async (signal, exitStatus) => {
  const project = slowProject('listens')
  const running = spawnVarve<Outcome>(project, ...args)
  await begun(project, running)
  running.kill(signal)
  const { status, stderr, json } = await running.ended
  expect(status).toBe(exitStatus)
  expect(stderr).toContain(`${signal}: finishing`)
  expect(json).toMatchObject({ status: 'interrupted', steps: { done: 1, failed: 0, blocked: 0 }, failures: [] })

  project.write({ go: '' })
  const next = await varve<Outcome>(project, { timeoutMs: 50_000 }, ...args)
  expect(next).toMatchObject({ status: 0, json: { status: 'complete', steps: { done: 2, reused: 0, skipped: 0, failed: 0, blocked: 0 } } })
})

test('a second SIGINT ends the process although user code goes on, and its leases hold nobody up', async () => {
  const project = slowProject('is deaf')
  const running = spawnVarve<Outcome>(project, ...args)
  await begun(project, running)
  running.kill('SIGINT')
  await new Promise(heard => running.child.stderr!.once('data', heard))
  running.kill('SIGINT')
  expect(await running.ended).toMatchObject({ status: 130, stdout: '' })

  project.write({ go: '' })
  const next = await varve<Outcome>(project, { timeoutMs: 50_000 }, ...args)
  expect(next).toMatchObject({ status: 0, json: { status: 'complete', failures: [], blocked: [] } })
})
