/** Who holds, and what a holder that was written down answers. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { askFrom, thisHolder } from '../../../packages/core/src/ledger/holder.ts'
import type { Holder } from '../../../packages/core/src/ledger/records.ts'
import { quickArguments } from '../../support/quick/quick-arguments.ts'
import { unshared, whyNotUnshared } from '../../support/unshared.ts'

const here = await thisHolder()
const ask = askFrom(here)
const gone = spawnSync(process.execPath, ['--version']).pid

test('a process names itself the same way each time, and runs', async () => {
  const { boot, namespace } = here
  expect(here).toEqual({ host: hostname(), boot, namespace, pid: process.pid, started: expect.stringMatching(/./) })
  expect(await thisHolder()).toEqual(here)
  expect(ask(here)).toBe('running')
})

test('the name of a host identifies nothing: another host name does not keep a dead holder alive, nor a running one from being asked', () => {
  expect(ask({ ...here, host: 'elsewhere' })).toBe('running')
  expect(ask({ ...here, host: 'elsewhere', pid: gone })).toBe('dead')
})

test.each([
  ['another boot', { boot: 'another' }],
  ['a boot that is unknown', { boot: null }],
  ['another pid namespace', { namespace: 'pid:[1]' }],
  ['a namespace that nobody recorded', { namespace: null }],
] as const)('of %s nothing is known, so its holder is judged by its lease, with the pid of this process or of none', (_, elsewhere) => {
  expect([process.pid, gone].map(pid => ask({ ...here, ...elsewhere, pid }))).toEqual(['by lease', 'by lease'])
})

test('where this process itself cannot say where it is, it asks nobody but itself', () => {
  const nowhere = { ...here, boot: null, namespace: null }
  expect(askFrom(nowhere)(nowhere)).toBe('running')
  expect(askFrom(nowhere)({ ...nowhere, pid: gone })).toBe('by lease')
})

test('a holder that an older Varve wrote down names no namespace, and is judged by its lease', () => {
  const { namespace: _, ...older } = here
  expect(ask(older as Holder)).toBe('by lease')
})

test('a pid that another process uses by now does not keep its former holder alive', () => {
  expect(ask({ ...here, started: 'long ago' })).toBe('dead')
})

test('a process that runs is never replaced, one that is stopped is judged by its lease, and one that was killed is dead', async () => {
  const other = report(spawn)
  const holder = await said(other)
  expect(ask(holder)).toBe('running')
  other.kill('SIGSTOP')
  await expect.poll(() => ask(holder)).toBe('by lease')
  other.kill('SIGCONT')
  await expect.poll(() => ask(holder)).toBe('running')
  other.kill('SIGKILL')
  await once(other, 'close')
  expect(ask(holder)).toBe('dead')
})

test.skipIf(whyNotUnshared)(
  `a process of another pid namespace is judged by its lease, from both sides${whyNotUnshared ?? ''}`,
  async () => {
    const other = report(unshared)
    const holder = await said(other)
    expect([holder.boot, holder.namespace === here.namespace]).toEqual([here.boot, false])
    expect(ask(holder)).toBe('by lease')
    expect(askFrom(holder)(here)).toBe('by lease')
    other.kill('SIGKILL')
    await once(other, 'close')
    expect(ask(holder)).toBe('by lease')
  },
)

/** A process that says who it is, and stays. */
function report(start: typeof spawn): ChildProcess {
  const module = new URL('../../../packages/core/src/ledger/holder.ts', import.meta.url).href
  const program = `import(${JSON.stringify(module)}).then(async holder => {
    console.log(JSON.stringify(await holder.thisHolder()))
    setInterval(() => {}, 1000)
  })`
  return start(process.execPath, [...quickArguments(), '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function said(process: ChildProcess): Promise<Holder> {
  const [line] = await once(process.stdout!, 'data')
  return JSON.parse(String(line))
}
