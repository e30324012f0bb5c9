/** The thread that renews a run's lease. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemTimers } from '../../../packages/core/src/foundation/timers.ts'
import { type HeartbeatListener, heartbeatThread } from '../../../packages/core/src/ledger/heartbeat.ts'
import type { Ledger, LedgerAddress } from '../../../packages/core/src/ledger/ledger.ts'
import { memoryLedger } from '../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { sqliteAddress } from '../../../packages/core/src/ledger/sqlite/address.ts'
import { openDatabase } from '../../../packages/core/src/ledger/sqlite/driver.ts'
import { openSqliteLedger } from '../../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { minute, start } from '../../../packages/core/src/ledger/suite/cases.ts'
import { keepRun } from '../../../packages/core/src/run/keep-run.ts'
import { quickArguments } from '../../support/quick/quick-arguments.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'varve-heartbeat-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('of any ledger', () => {
  test('opens a ledger of its own for each renewal and closes it, while this thread is blocked', async () => {
    const { address, written } = await noting(`{ heartbeat: async run => { note(run); return true }, close: async () => note('closed') }`)
    const heard: string[] = []
    const heartbeat = heartbeatThread(address, 'r1', 5, listenerTo(heard))
    const giveUpMs = performance.now() + 60_000
    while (written().length < 12 && performance.now() < giveUpMs); // nothing else of this thread runs meanwhile
    expect(heard).toEqual([])
    await heartbeat.end()
    const said = written()
    expect(said.slice(0, 6)).toEqual(['opened', 'r1', 'closed', 'opened', 'r1', 'closed'])
    expect(said.length % 3).toBe(0)
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(written()).toEqual(said)
  })

  test('says from which moment on it has renewed, by the timers of the process', async () => {
    const { address } = await noting('{ heartbeat: async () => true, close: async () => {} }')
    const began: number[] = []
    const fromMs = systemTimers.nowMs()
    const heartbeat = heartbeatThread(address, 'r1', 5, { ...listenerTo([]), renewed: beganMs => began.push(beganMs) })
    await expect.poll(() => began.length).toBeGreaterThan(2)
    await heartbeat.end()
    expect(began).toEqual([...began].sort((a, b) => a - b))
    expect([began[0]! >= fromMs, began.at(-1)! <= systemTimers.nowMs()]).toEqual([true, true])
  })

  test('tries again where a renewal failed, and closes what was opened', async () => {
    const ledger = `{ heartbeat: async () => { if (tries++ === 0) throw new Error('busy'); return true }, close: async () => note('closed') }`
    const { address, written } = await noting(ledger, 'let tries = 0; ')
    const heard: string[] = []
    const heartbeat = heartbeatThread(address, 'r1', 5, listenerTo(heard))
    await expect.poll(() => heard.length).toBeGreaterThan(0)
    await heartbeat.end()
    expect(heard[0]).toBe('renewed')
    expect(written().slice(0, 4)).toEqual(['opened', 'closed', 'opened', 'closed'])
  })

  test('says that the run has ended, and ends itself', async () => {
    const { address, written } = await noting('{ heartbeat: async () => false, close: async () => {} }')
    const heard: string[] = []
    const heartbeat = heartbeatThread(address, 'r1', 5, listenerTo(heard))
    await expect.poll(() => heard).toEqual(['ended'])
    await heartbeat.end()
    expect(written()).toEqual(['opened'])
  })

  test.each([
    ['throws', 'throw new Error("out of breath")', 'out of breath'],
    ['opens nothing', 'export const open = 1', 'exports no function openLedger'],
    ['ends the thread', 'process.exit()', 'something else stopped it'],
  ])('a module that %s ends the thread, which is reported', async (_, code, why) => {
    const died: unknown[] = []
    const heartbeat = heartbeatThread(addressOf(code), 'r1', 5, { ...listenerTo([]), died: error => died.push(error) })
    await expect.poll(() => died).toMatchObject([{ code: 'LEDGER_UNUSABLE', why: expect.stringContaining(why) }])
    await heartbeat.end()
  })

  test('does not keep the process alive', async () => {
    const script = `
      import { heartbeatThread } from '${new URL('../../../packages/core/src/ledger/heartbeat.ts', import.meta.url).href}'
      heartbeatThread({ module: 'data:text/javascript,', options: {} }, 'r1', 600_000, {})
    `
    const child = spawn(process.execPath, [...quickArguments(), '--input-type=module', '-e', script], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    expect(await once(child, 'close')).toEqual([0, null])
  })

  test('a run whose thread ended by itself must stop, and says why', async () => {
    const ledger = { ...memoryLedger(), address: addressOf('throw new Error("out of breath")') }
    await start(ledger, 'r1')
    const lost: unknown[] = []
    const times = { leaseMs: 60_000, heartbeatMs: 5, timers: systemTimers, startedMs: systemTimers.nowMs() }
    const keeper = keepRun({ ...times, ledger, run: 'r1', lost: error => lost.push(error) })
    keeper.useThread()
    await expect.poll(() => lost).toMatchObject([{ code: 'LEDGER_UNUSABLE', why: 'out of breath' }])
    await keeper.end()
  })

  test('a ledger of this thread alone is renewed from this thread, also while steps run', async () => {
    let now = minute(0)
    const ledger = memoryLedger(undefined, {}, { now: () => now })
    await start(ledger, 'r1')
    const lost: unknown[] = []
    const times = { leaseMs: 60_000, heartbeatMs: 5, timers: systemTimers, startedMs: systemTimers.nowMs() }
    const keeper = keepRun({ ...times, ledger, run: 'r1', lost: error => lost.push(error) })
    keeper.useThread()
    now = minute(3)
    await expect.poll(async () => (await ledger.openRuns())[0]!.leaseEnds).toBe(minute(8))
    await ledger.endAbandoned([{ run: 'r1', because: 'dead' }], minute(3))
    await expect.poll(() => lost.length).toBeGreaterThan(0)
    expect(lost[0]).toMatchObject({ code: 'LEASE_LOST' })
    await keeper.end()
  })

  test('a run whose own count says that its lease is over asks the ledger, which alone knows', async () => {
    const ledger = memoryLedger()
    await start(ledger, 'r1')
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
    await ledger.endAbandoned([{ run: 'r1', because: 'dead' }], 0)
    nowMs = 200
    await expect(keeper.prove()).rejects.toMatchObject({ code: 'LEASE_LOST' })
    await keeper.end()
  })
})

describe('of a file', () => {
  test('a step that blocks the event loop keeps its lease', async () => {
    const { path, ledger } = await ledgerWithRun()
    const db = await openDatabase(path)
    const renewedAt = () => db.get<{ at: number }>('SELECT heartbeat_at AS at FROM run')!.at
    const before = renewedAt()
    const heard: string[] = []
    const heartbeat = heartbeatThread(ledger.address!, 'r1', 10, listenerTo(heard))
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
    await ledger.endAbandoned([{ run: 'r1', because: 'dead' }], 0)
    const heard: string[] = []
    const heartbeat = heartbeatThread(ledger.address!, 'r1', 5, listenerTo(heard))
    await expect.poll(() => heard).toEqual(['ended'])
    await heartbeat.end()
    await ledger.close()
  })

  test('a ledger that was removed does not come back as an empty file', async () => {
    const { path, ledger } = await ledgerWithRun()
    await ledger.close()
    await unlink(path)
    const heard: string[] = []
    const heartbeat = heartbeatThread(ledger.address!, 'r1', 5, listenerTo(heard))
    await new Promise(resolve => setTimeout(resolve, 200)) // a thread that never starts would prove nothing either; a wrong file appears at once
    await heartbeat.end()
    await expect(unlink(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('the native library, which aborts a process that ends while a thread loads it, is loaded for the first renewal and not before', async () => {
    const script = `
      import { Worker } from 'node:worker_threads'
      const isLoaded = () => process.report.getReport().sharedObjects.some(name => name.includes('photostructure'))
      const [everyMs, patience] = process.argv.slice(1).map(Number)
      const orders = { address: ${JSON.stringify(sqliteAddress('missing.db', false))}, run: 'r1', everyMs, retryMs: everyMs, flags: new SharedArrayBuffer(8) }
      new Worker(new URL('${threadFile}'), { workerData: orders, execArgv: [] })
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
})

const threadFile = new URL('../../../packages/core/src/ledger/heartbeat-thread.js', import.meta.url).href

function addressOf(code: string): LedgerAddress {
  return { module: `data:text/javascript,${encodeURIComponent(code)}`, options: {} }
}

/** A ledger, as JavaScript, that notes in a file what is done with it. */
async function noting(
  ledger: string,
  before = '',
): Promise<{ readonly address: LedgerAddress; readonly written: () => readonly string[] }> {
  count += 1
  const file = join(folder, `${count}.txt`)
  await writeFile(file, '')
  const code = `
    import { appendFileSync } from 'node:fs'
    ${before}
    export const openLedger = async ({ file }) => {
      const note = text => appendFileSync(file, text + '\\n')
      note('opened')
      return ${ledger}
    }
  `
  return { address: { ...addressOf(code), options: { file } }, written: () => readFileSync(file, 'utf8').split('\n').slice(0, -1) }
}

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
