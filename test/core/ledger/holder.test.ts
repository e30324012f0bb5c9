/** Who holds, and who is dead. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { isDeadOnThisHost, thisHolder } from '../../../packages/core/src/ledger/holder.ts'

test('a process names itself the same way each time, and lives', async () => {
  const here = await thisHolder()
  expect(here).toEqual({ host: hostname(), boot: here.boot, pid: process.pid, started: expect.stringMatching(/./) })
  expect(await thisHolder()).toEqual(here)
  expect(isDeadOnThisHost(here)(here)).toBe(false)
})

test('of another host nothing is known, so its holder lives', async () => {
  const here = await thisHolder()
  expect(isDeadOnThisHost(here)({ ...here, host: 'elsewhere', boot: 'another', pid: 2 ** 30 })).toBe(false)
})

test('what an earlier boot started is dead, unless a boot is unknown', async () => {
  const here = { ...(await thisHolder()), boot: 'now' }
  const isDead = isDeadOnThisHost(here)
  expect([isDead({ ...here, boot: 'before' }), isDead({ ...here, boot: null })]).toEqual([true, false])
})

test('a pid that another process uses by now does not keep its former holder alive', async () => {
  const here = await thisHolder()
  expect(isDeadOnThisHost(here)({ ...here, started: 'long ago' })).toBe(true)
})

test('a process that ended is dead, and one that was stopped is not', async () => {
  const here = await thisHolder()
  const report = `import(${JSON.stringify(new URL('../../../packages/core/src/ledger/holder.ts', import.meta.url).href)}).then(async holder => {
    console.log(JSON.stringify(await holder.thisHolder()))
    setInterval(() => {}, 1000)
  })`
  const other = spawn(process.execPath, ['--import', 'tsx', '--eval', report], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(other.stdout, 'data')
  const holder = JSON.parse(String(line))
  const isDead = isDeadOnThisHost(here)
  expect(isDead(holder)).toBe(false)
  other.kill('SIGSTOP')
  expect(isDead(holder)).toBe(false)
  other.kill('SIGKILL')
  await once(other, 'close')
  expect(isDead(holder)).toBe(true)
})
