/** How steps wait for another holder: who is named, how often it is asked, and when the waiting ends. Simulated, so no moment is measured. */
import { asset, catalog, segments } from 'varve'
import { memoryConfig } from 'varve/testing'
import { beforeEach, expect, test } from 'vitest'
import type { HeldLease } from '../../../packages/core/src/ledger/asking.ts'
import type { HolderState } from '../../../packages/core/src/ledger/holder.ts'
import type { Ledger } from '../../../packages/core/src/ledger/ledger.ts'
import { memoryLedger } from '../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { holder, key, leasing, start } from '../../../packages/core/src/ledger/suite/cases.ts'
import { type Step, stepOf as stepAt } from '../../../packages/core/src/plan/step.ts'
import { openProject } from '../../../packages/core/src/project/open-project.ts'
import { planGraph } from '../../../packages/core/src/project/plan-graph.ts'
import type { StepResult } from '../../../packages/core/src/run/outcome.ts'
import { type WaitingRoom, type WaitingStep, waitingRoom } from '../../../packages/core/src/run/waiting-room.ts'
import { type SimulatedTimers, simulatedTimers } from '../../support/simulated-timers.ts'

let ledger: Ledger
let timers: SimulatedTimers
let room: WaitingRoom
let answer: HolderState
let reported: (readonly WaitingStep[])[]
let polls: number
const interrupt = { now: new AbortController() }
const minutes = (count: number) => count * 60_000

beforeEach(async () => {
  const real = memoryLedger()
  polls = 0
  ledger = {
    ...real,
    held: keys => {
      polls += 1
      return real.held(keys)
    },
  }
  await start(ledger, 'r1')
  timers = simulatedTimers()
  answer = 'running'
  reported = []
  interrupt.now = new AbortController()
  const { signal } = interrupt.now
  room = waitingRoom({ ledger, ask: () => answer, timers, signal, waitMs: minutes(10), waiting: steps => reported.push(steps) })
})

test('a step goes on once the partition is free, and is not asked about again', async () => {
  const [lease] = await ledger.lease(leasing('r1', [key('a')]))
  const waited = room.wait(await stepOf('a'), held('a'))
  await pass(1_000)
  if (lease?.granted) await ledger.release([lease])
  await pass(1_000)
  expect(await waited).toBeUndefined()
  const before = polls
  await pass(5_000)
  expect(polls).toBe(before)
})

test('a step goes on at once where its holder has died', async () => {
  await ledger.lease(leasing('r1', [key('a')]))
  const waited = room.wait(await stepOf('a'), held('a'))
  await pass(30_000)
  answer = 'dead'
  await pass(1_000)
  expect(await waited).toBeUndefined()
})

test('all that wait are asked about together, at most every second in the end', async () => {
  await ledger.lease(leasing('r1', [key('a'), key('b'), key('c')]))
  for (const partition of ['a', 'b', 'c']) void room.wait(await stepOf(partition), held(partition))
  await pass(60_000)
  expect(polls).toBeGreaterThan(50)
  expect(polls).toBeLessThan(70)
})

test('after three seconds it says what waits, for whom and until when, and again only when that changes', async () => {
  const leases = await ledger.lease(leasing('r1', [key('a'), key('b')]))
  const waits = [room.wait(await stepOf('a'), held('a')), room.wait(await stepOf('b'), held('b'))]
  await pass(2_900)
  expect(reported).toEqual([])
  await pass(60_000)
  const [first] = reported
  expect(reported).toHaveLength(1)
  expect(first).toMatchObject([
    { asset: 'asset', partition: 'a', run: 'r1', holder: holder('r1'), leaseEnds: null },
    { asset: 'asset', partition: 'b', run: 'r1', holder: holder('r1'), leaseEnds: null },
  ])
  expect(first!.every(({ failsAfterMs }) => failsAfterMs > minutes(9) && failsAfterMs < minutes(10))).toBe(true)
  for (const lease of leases) if (lease.granted) await ledger.release([lease])
  await pass(1_000)
  expect([reported.length, reported[1]]).toEqual([2, []])
  expect(await Promise.all(waits)).toEqual([undefined, undefined])
})

test('waiting has an end with a name, also for a step that tried again in between', async () => {
  await ledger.lease(leasing('r1', [key('a')]))
  const step = await stepOf('a')
  void room.wait(step, held('a'))
  await pass(minutes(6))
  await ledger.endRun('r1', 'failed', 0)
  await pass(1_000)
  await start(ledger, 'r2')
  await ledger.lease(leasing('r2', [key('a')]))
  const again = room.wait(step, { kind: 'held', by: { ...held('a').by, run: 'r2', holder: holder('r2') } })
  await pass(minutes(5))
  const { pid, host } = holder('r2')
  expect(await again).toEqual({
    kind: 'failed',
    failure: {
      asset: 'asset',
      partition: 'a',
      code: 'WAITED_TOO_LONG',
      message: `asset@a waited 600 s for another run that makes it; run r2 holds it (process ${pid} on ${host})`,
      quarantine: null,
    },
  })
})

test('an interruption ends the waiting at once, before anything is asked', async () => {
  await ledger.lease(leasing('r1', [key('a')]))
  const waited: Promise<StepResult | undefined> = room.wait(await stepOf('a'), held('a'))
  interrupt.now.abort()
  expect(await waited).toEqual({ kind: 'interrupted' })
  expect(await room.wait(await stepOf('b'), held('b'))).toEqual({ kind: 'interrupted' })
  expect(polls).toBe(0)
})

function held(partition: string): { readonly kind: 'held'; readonly by: HeldLease } {
  return { kind: 'held', by: { granted: false, why: 'busy', ...key(partition), holder: holder('r1'), run: 'r1', leaseEnds: null } }
}

async function stepOf(partition: string): Promise<Step> {
  const config = memoryConfig(catalog({ asset: asset({ partitions: segments(['a', 'b', 'c']), run: () => [] }) }))
  const node = (await planGraph(await openProject(config, 'read'))).get('asset')!
  return stepAt(node, ['a', 'b', 'c'].indexOf(partition))
}

/** In small pieces, since what an alarm begins takes some turns to end. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    timers.pass(Math.min(100, ms - passed))
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  }
}
