/** The thread that renews a run's lease. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemTimers } from '../../../packages/core/src/foundation/timers.ts'
import type { HeartbeatListener, Ledger } from '../../../packages/core/src/ledger/ledger.ts'
import { openDatabase } from '../../../packages/core/src/ledger/sqlite/driver.ts'
import { heartbeatThread } from '../../../packages/core/src/ledger/sqlite/heartbeat.ts'
import { openSqliteLedger } from '../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { keepRun } from '../../../packages/core/src/run/keep-run.ts'
import { start } from './ledger-cases.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-heartbeat-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a step that blocks the event loop keeps its lease', async () => {
  const { path, ledger } = await ledgerWithRun()
  const db = await openDatabase(path)
  const renewedAt = () => db.get<{ at: number }>('SELECT heartbeat_at AS at FROM run')!.at
  const before = renewedAt()
  const heard: string[] = []
  const heartbeat = ledger.keepAlive('r1', 10, listenerTo(heard))
  const giveUpMs = performance.now() + 60_000
  while (renewedAt() === before && performance.now() < giveUpMs); // nothing else of this thread runs meanwhile
  expect(renewedAt()).toBeGreaterThan(before)
  expect(heard).toEqual([])
  await heartbeat.end()
  db.close()
  await ledger.close()
})

test('a run that another process took for dead hears of it', async () => {
  const { ledger } = await ledgerWithRun()
  await ledger.endAbandonedRuns(() => 'dead', 0)
  const heard: string[] = []
  const heartbeat = ledger.keepAlive('r1', 5, listenerTo(heard))
  await expect.poll(() => heard).toEqual(['ended'])
  await heartbeat.end()
  await ledger.close()
})

test('a ledger that was removed does not come back as an empty file', async () => {
  const { path, ledger } = await ledgerWithRun()
  await ledger.close()
  await unlink(path)
  const heard: string[] = []
  const heartbeat = heartbeatThread(path, 'r1', 5, listenerTo(heard))
  await new Promise(resolve => setTimeout(resolve, 200)) // a thread that never starts would prove nothing either; a wrong file appears at once
  await heartbeat.end()
  await expect(unlink(path)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('the native library, which aborts a process that ends while a thread loads it, is loaded for the first renewal and not before', async () => {
  const file = new URL('../../../packages/core/src/ledger/sqlite/heartbeat-thread.js', import.meta.url).href
  const script = `
    import { Worker } from 'node:worker_threads'
    const isLoaded = () => process.report.getReport().sharedObjects.some(name => name.includes('photostructure'))
    const [everyMs, patience] = process.argv.slice(1).map(Number)
    new Worker(new URL('${file}'), { workerData: { everyMs, retryMs: everyMs, flags: new SharedArrayBuffer(8) }, execArgv: [] })
    const endMs = Date.now() + patience
    while (!isLoaded() && Date.now() < endMs) await new Promise(resolve => setTimeout(resolve, 20))
    process.stdout.write(String(isLoaded()), () => process.kill(process.pid, 'SIGKILL'))
  `
  const loads = async (everyMs: number, patience: number): Promise<string> => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, String(everyMs), String(patience)])
    const [answer] = await Promise.all([once(child.stdout, 'data'), once(child, 'close')])
    return String(answer)
  }
  expect([await loads(10, 60_000), await loads(60_000, 1_000)]).toEqual(['true', 'false'])
})

test('a run whose thread ended by itself must stop, and says why', async () => {
  const { path, ledger } = await ledgerWithRun()
  const dying: Ledger = {
    ...ledger,
    keepAlive: (run, everyMs, listener) =>
      heartbeatThread(path, run, everyMs, listener, new URL('data:text/javascript,throw new Error("out of breath")')),
  }
  const lost: unknown[] = []
  const times = { leaseMs: 60_000, heartbeatMs: 15_000, timers: systemTimers, startedMs: systemTimers.nowMs() }
  const keeper = keepRun({ ...times, ledger: dying, run: 'r1', lost: error => lost.push(error) })
  keeper.useThread()
  await expect.poll(() => lost).toMatchObject([{ code: 'LEDGER_UNUSABLE', why: 'out of breath' }])
  await keeper.end()
  await ledger.close()
})

test('a run whose own count says that its lease is over asks the ledger, which alone knows', async () => {
  const { ledger } = await ledgerWithRun()
  let nowMs = 0
  let asked = 0
  const counting: Ledger = {
    ...ledger,
    heartbeat: run => {
      asked += 1
      return ledger.heartbeat(run)
    },
  }
  const timers = { ...systemTimers, nowMs: () => nowMs }
  const keeper = keepRun({ leaseMs: 100, heartbeatMs: 60_000, timers, startedMs: 0, ledger: counting, run: 'r1', lost: () => {} })
  nowMs = 99
  await keeper.prove()
  expect(asked).toBe(0)
  nowMs = 100
  await keeper.prove()
  nowMs = 199
  await keeper.prove()
  expect(asked).toBe(1)
  await ledger.endAbandonedRuns(() => 'dead', 0)
  nowMs = 200
  await expect(keeper.prove()).rejects.toMatchObject({ code: 'LEASE_LOST' })
  await keeper.end()
  await ledger.close()
})

async function ledgerWithRun(): Promise<{ readonly path: string; readonly ledger: Ledger }> {
  count += 1
  const path = join(folder, `${count} of 100% & more.db`)
  const ledger = await openSqliteLedger(path)
  await start(ledger, 'r1')
  return { path, ledger }
}

function listenerTo(heard: string[]): HeartbeatListener {
  return { renewed: () => heard.push('renewed'), ended: () => heard.push('ended'), died: error => heard.push(String(error)) }
}
