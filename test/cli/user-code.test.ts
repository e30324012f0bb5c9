/** What code of a project does to the process of the command: it ends with its work, its document is whole, its exit status true. */
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Outcome } from 'varve'
import { expect, test } from 'vitest'
import { makeProject, runScript, spawnVarve, type TestProject, varve } from '../support/project.ts'

const own = { process: 'own' } as const

function projectOf(assets: string, above = ''): TestProject {
  return makeProject({
    'varve.config.ts': `import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { asset, catalog, daily, defineConfig, external, file, ioManager, json } from 'varve'
${above}
const assets = { ${assets} }
export default defineConfig({ entry: import.meta.url, catalog: catalog(assets), io: ioManager({ storage: file('./data'), format: json() }) })
`,
  })
}

test('code that exits, leaks, writes to stdout and never settles costs its own steps; the document is whole and the command ends', async () => {
  const project = projectOf(
    `
    exits: asset({ run: (): unknown => process.exit(0) }),
    leaks: asset({ run: () => { setInterval(() => {}, 1_000); return 1 } }),
    lost: asset({ run: async () => { void Promise.reject(new Error('gone')); await sleep(5); return 1 } }),
    stuck: asset({ run: () => new Promise<number>(() => {}) }),
    wide: asset({ partitions: daily({ start: '2001-01-01', end: '2001-01-03' }), run: (_, { partition }) => {
      console.log('made', partition.key)
      process.stdout.write('not ended')
      return 2
    } }),
  `,
    `console.log('loading')\nprocess.stdout.write('{"half":')`,
  )
  const { status, stdout, stderr } = await varve<Outcome>(project, own, 'materialize', 'exits', 'leaks', 'lost', 'wide', '--json')
  const outcome: Outcome = JSON.parse(stdout)
  expect({ status, ended: outcome.status, done: outcome.steps.done }).toEqual({ status: 1, ended: 'partial', done: 3 })
  expect(outcome.failures.map(({ asset, code }) => [asset, code]).sort()).toEqual([
    ['exits', 'USER_CODE_EXITED'],
    ['lost', 'USER_CODE_FAILED'],
  ])
  expect(stderr).toContain('loading\n')
  for (const day of ['2001-01-01', '2001-01-02']) {
    expect(stderr).toContain(`wide@${day} | made ${day}\n`)
    expect(stderr).toContain(`wide@${day} | not ended\n`)
  }

  const stuck = await varve<Outcome>(project, own, 'materialize', 'stuck', 'wide', '--json')
  expect(stuck.status).toBe(1)
  expect(stuck.json).toMatchObject({ status: 'failed', failures: [{ asset: 'stuck', code: 'USER_CODE_NEVER_SETTLED' }] })
})

test('an interrupted run says which steps it cut off, and ends although a run never settles', async () => {
  const project = projectOf(
    `deaf: asset({ run: () => { writeFileSync('began', ''); setInterval(() => {}, 1_000); return new Promise<number>(() => {}) } })`,
  )
  const running = spawnVarve(project, 'materialize')
  while (!existsSync(project.path('began'))) {
    if (running.child.exitCode !== null) break
    await sleep(20)
  }
  running.kill('SIGTERM')
  const { status, stdout } = await running.ended
  expect(status).toBe(143)
  expect(stdout).toContain('Interrupted before any step ended.')
  expect(stdout).toContain('cut off  deaf')
})

test('what modules do while they are loaded never breaks the document: an exit, an error in the background', async () => {
  const exits = await varve(projectOf('', `process.exit(0)`), own, 'plan', '--json')
  expect(exits).toMatchObject({
    status: 1,
    json: { error: { code: 'USER_CODE_EXITED', message: 'code of the project called process.exit(0)' } },
  })

  const loses = await varve(projectOf('one: asset({ run: () => 1 })', `void Promise.reject(new Error('gone'))`), own, 'plan', '--json')
  expect(loses).toMatchObject({ status: 1, json: { error: { code: 'USER_CODE_FAILED' } } })
})

test('without a run a library leaves the process to Node: its errors, its exit, and its output', async () => {
  const project = projectOf('slow: asset({ run: async () => { console.log("as it is"); await sleep(50); return 1 } })')
  project.write({
    'dev.ts': `import { materialize } from 'varve'
import config from './varve.config.ts'
const how = process.argv[2]
if (how === 'handler') process.on('uncaughtException', error => { console.log('mine', error.message); process.exit(9) })
setTimeout(() => { throw new Error('of the server') }, 20)
await materialize(config)
console.log('not reached')
`,
  })
  const [crashed, handled] = await Promise.all([runScript(project, 'dev.ts', [], own), runScript(project, 'dev.ts', ['handler'], own)])
  expect(crashed).toMatchObject({ status: 1, stderr: expect.stringContaining('of the server') })
  expect(handled.status).toBe(9)
  expect(handled.stdout).toContain('mine of the server')
})
