/** The host that most tests run commands in: each command finds the process as a new one would. */
import { expect, test } from 'vitest'
import { makeProject, runScript } from '../support/project.ts'

test('files that were edited are loaded afresh, ES modules, JSON and CommonJS alike', async () => {
  const project = makeProject({
    'main.ts': `import { one } from './one.ts'
import two from './two.json' with { type: 'json' }
import three from './three.cjs'
console.log(JSON.stringify([one, two, three, globalThis.seen = (globalThis.seen ?? 0) + 1]))
`,
    'one.ts': 'export const one: number = 1',
    'two.json': '1',
    'three.cjs': 'module.exports = 1',
  })
  expect((await runScript(project, 'main.ts')).json).toEqual([1, 1, 1, 1])
  project.write({ 'one.ts': 'export const one = 2', 'two.json': '2', 'three.cjs': 'module.exports = 2' })
  expect((await runScript(project, 'main.ts')).json).toEqual([2, 2, 2, 1])
})

test('what one leaves behind, the next does not find: folder, environment, time zone, exit status, listeners, timers and globals', async () => {
  const project = makeProject({
    'elsewhere/notes.txt': '',
    'leaves.ts': `process.chdir('elsewhere')
process.env.LEFT = 'here'
process.exitCode = 4
process.on('SIGUSR2', () => {})
if (process.argv[2] === 'timer') setInterval(() => console.log('later'), 1)
globalThis.left = true
Date.now = () => 0
console.log = () => {}
`,
    'finds.ts': `console.log(JSON.stringify({
  cwd: process.cwd(), env: process.env.LEFT ?? null, hour: new Date(0).getHours(), listeners: process.listenerCount('SIGUSR2'),
  left: globalThis.left ?? null, now: Date.now() > 0, args: process.argv.slice(2),
}))
`,
  })
  const found = { cwd: project.folder, env: null, listeners: 0, left: null, now: true, args: ['a'] }
  for (const [TZ, hour, leaves] of [
    ['Asia/Tokyo', 9, 'nothing more'],
    ['UTC', 0, 'timer'],
  ] as const) {
    expect(await runScript(project, 'leaves.ts', [leaves])).toMatchObject({ status: 4, stdout: '' })
    const { json } = await runScript(project, 'finds.ts', ['a'], { env: { TZ } })
    expect(json).toEqual({ ...found, hour })
  }
})

test('a script that throws says so and ends with 1; one that ends the process needs one of its own', async () => {
  const project = makeProject({
    'throws.ts': `throw new Error('as it is')`,
    'ends.ts': `process.kill(process.pid, 'SIGKILL')\nawait new Promise(() => {})`,
  })
  expect(await runScript(project, 'throws.ts')).toMatchObject({ status: 1, stderr: expect.stringContaining('Error: as it is') })
  await expect(runScript(project, 'ends.ts')).rejects.toThrow('it needs one of its own')
  expect(await runScript(project, 'throws.ts')).toMatchObject({ status: 1 })
})
