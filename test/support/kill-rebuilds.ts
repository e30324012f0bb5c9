/** Kills processes that rebuild a ledger, at given times after one began, and looks at what is left. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { addKeys, history, materialize, plan, rebuildLedger, status, verify } from 'varve'
import { expect } from 'vitest'
import { letGoOfClosed } from '../../packages/core/src/ledger/sqlite/driver.ts'
import { codeOf } from './code-of.ts'
import { quickArguments } from './quick/quick-arguments.ts'
import { config } from './recovery-config.ts'
import { ledgerFiles, newRoot } from './recovery-project.ts'

/** Every second one begins without a ledger. @param delaysMs how long after a rebuild began each process is killed. */
export async function expectKillsHarmless(delaysMs: readonly number[]): Promise<void> {
  const place = newRoot()
  await addKeys(config, 'visits', ['acme'], place.at)
  await materialize(config, place.at)
  const past = await history(config, 'orders', place.at)
  for (const [round, delayMs] of delaysMs.entries()) {
    if (round % 2 === 1) place.remove(...ledgerFiles)
    await letGoOfClosed() // what this process has closed would keep the other from locking the file
    await killRebuild(place.root, delayMs)
    // The old ledger or the new one: where there was none, there is none or the whole.
    expect(['no error', ...(round % 2 === 1 ? ['LEDGER_MISSING'] : [])]).toContain(await codeOf(status(config, place.at)))
    await rebuildLedger(config, place.at)
    expect([(await plan(config, place.at)).assets, (await verify(config, place.at)).ok, await history(config, 'orders', place.at)]).toEqual(
      [[], true, past],
    )
  }
}

async function killRebuild(root: string, delayMs: number): Promise<void> {
  const script = fileURLToPath(new URL('rebuild-child.ts', import.meta.url))
  const child = spawn(process.execPath, [...quickArguments(), script, root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  await Promise.race([once(createInterface(child.stdout!), 'line'), closed])
  await sleep(delayMs)
  child.kill('SIGKILL')
  const [, signal] = await closed
  expect(signal).toBe('SIGKILL')
}
