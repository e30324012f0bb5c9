/** Whoever leases, waits or erases asks the holders of what is busy, and ends the runs that are abandoned. */
import { beforeEach, expect, test } from 'vitest'
import { systemRandom } from '../../../packages/core/src/foundation/random.ts'
import { endAbandonedRuns, eraseFree, heldLeases, leaseFree } from '../../../packages/core/src/ledger/asking.ts'
import type { AskHolder, HolderState } from '../../../packages/core/src/ledger/holder.ts'
import { leaseMsDefault, openRun } from '../../../packages/core/src/ledger/lease-end.ts'
import type { Ledger } from '../../../packages/core/src/ledger/ledger.ts'
import { memoryLedger } from '../../../packages/core/src/ledger/memory/memory-ledger.ts'
import {
  codeOf,
  erasureOf,
  hashOf,
  holder,
  key,
  leaseOf,
  leasing,
  made,
  minute,
  publishOne,
  start,
} from '../../../packages/core/src/ledger/suite/cases.ts'
import { withSnapshot } from '../../../packages/core/src/ledger/with-snapshot.ts'

let ledger: Ledger
let now: number
beforeEach(async () => {
  now = minute(0)
  ledger = memoryLedger(systemRandom, {}, { now: () => now })
  for (const run of ['r1', 'r2', 'r3']) await start(ledger, run)
})

/** Holders by their run; who is not named runs. */
function say(states: Readonly<Record<string, HolderState>>): AskHolder {
  return ({ pid }) => Object.entries(states).find(([run]) => holder(run).pid === pid)?.[1] ?? 'running'
}

async function statusOf(...ids: readonly string[]): Promise<readonly string[]> {
  return (await withSnapshot(ledger, snapshot => snapshot.runs(ids))).map(({ status }) => status)
}

test('a lease is over from the instant it ends', () => {
  const run = { id: 'r1', holder: holder('r1'), heartbeatAt: minute(0), leaseMs: leaseMsDefault }
  const isOverAt = (at: number) => openRun(run, at)
  expect(isOverAt(minute(1) - 1)).toEqual({ run: 'r1', holder: holder('r1'), leaseEnds: minute(1), isOver: false })
  expect(isOverAt(minute(1)).isOver).toBe(true)
})

test('of what is busy it is said whether its holder runs, and until when one lasts that cannot be asked', async () => {
  await leaseOf(ledger, 'r1', 'a')
  await leaseOf(ledger, 'r2', 'b')
  const answers = await leaseFree(ledger, leasing('r3', [key('a'), key('b'), key('c')]), say({ r2: 'by lease' }), minute(1))
  expect(answers).toEqual([
    { granted: false, why: 'busy', ...key('a'), run: 'r1', holder: holder('r1'), leaseEnds: null },
    { granted: false, why: 'busy', ...key('b'), run: 'r2', holder: holder('r2'), leaseEnds: minute(5) },
    { granted: true, ...key('c'), run: 'r3', token: expect.any(Number) },
  ])
})

test('what a dead holder leased is free at once, in its place among the answers', async () => {
  await leaseOf(ledger, 'r1', 'b')
  await leaseOf(ledger, 'r1', 'd')
  await leaseOf(ledger, 'r2', 'c')
  const keys = ['a', 'b', 'c', 'd'].map(partition => key(partition))
  const answers = await leaseFree(ledger, leasing('r3', keys), say({ r1: 'dead' }), minute(9))
  expect(answers.map(answer => [answer.granted, answer.partition, 'run' in answer ? answer.run : null])).toEqual([
    [true, 'a', 'r3'],
    [true, 'b', 'r3'],
    [false, 'c', 'r2'],
    [true, 'd', 'r3'],
  ])
  expect(await withSnapshot(ledger, snapshot => snapshot.runs(['r1']))).toMatchObject([{ status: 'interrupted', endedAt: minute(9) }])
  expect(await codeOf(leaseOf(ledger, 'r1', 'e'))).toBe('LEASE_LOST')
})

test('a holder that cannot be asked is replaced from the instant its lease ends, and one that runs never', async () => {
  await leaseOf(ledger, 'r1', 'a')
  await leaseOf(ledger, 'r2', 'b')
  const take = async (at: number) => {
    now = at
    const answers = await leaseFree(ledger, leasing('r3', [key('a'), key('b')]), say({ r1: 'by lease' }), at)
    return answers.map(({ granted }) => granted)
  }
  expect([await take(minute(5) - 1), await take(minute(5))]).toEqual([
    [false, false],
    [true, false],
  ])
})

test('a look at what is held takes nothing, and leaves out what an abandoned run holds', async () => {
  for (const [run, partition] of [
    ['r1', 'a'],
    ['r2', 'b'],
    ['r3', 'c'],
  ] as const)
    await leaseOf(ledger, run, partition)
  const keys = ['d', 'c', 'b', 'a'].map(partition => key(partition))
  const heldAt = async (at: number) => {
    now = at
    return (await heldLeases(ledger, keys, say({ r1: 'dead', r2: 'by lease' }))).map(({ partition, leaseEnds }) => [partition, leaseEnds])
  }
  expect(await heldAt(minute(0))).toEqual([
    ['c', null],
    ['b', minute(5)],
  ])
  expect(await heldAt(minute(5))).toEqual([['c', null]])
  expect(await statusOf('r1', 'r2', 'r3')).toEqual(['running', 'running', 'running'])
})

test('a lease that was renewed between the look and the end is kept', async () => {
  await leaseOf(ledger, 'r1', 'a')
  now = minute(6)
  const renewing: Ledger = {
    ...ledger,
    endAbandoned: async (runs, at) => {
      await ledger.heartbeat('r1')
      return ledger.endAbandoned(runs, at)
    },
  }
  const [answer] = await leaseFree(renewing, leasing('r2', [key('a')]), say({ r1: 'by lease' }), minute(6))
  expect(answer).toMatchObject({ granted: false, run: 'r1', leaseEnds: minute(11) })
  expect(await statusOf('r1')).toEqual(['running'])
})

test('where another process ends the abandoned run first, what it held is free as well', async () => {
  await leaseOf(ledger, 'r1', 'a')
  const late: Ledger = {
    ...ledger,
    endAbandoned: async (runs, at) => {
      await ledger.endAbandoned(runs, at)
      return ledger.endAbandoned(runs, at)
    },
  }
  expect(await leaseFree(late, leasing('r2', [key('a')]), say({ r1: 'dead' }), minute(1))).toMatchObject([{ granted: true, run: 'r2' }])
})

test('what has changed is said so, also where an abandoned run held it', async () => {
  await publishOne(ledger, await leaseOf(ledger, 'r1', 'a'), made('m1', 'r1', 'a'), null)
  await leaseOf(ledger, 'r1', 'a')
  const request = {
    run: 'r2',
    environment: 'main',
    keys: [
      { ...key('a'), asOf: 3 },
      { ...key('a', 'v2'), asOf: 3 },
    ],
  }
  const answers = await leaseFree(ledger, request, say({ r1: 'dead' }), minute(1))
  expect(answers).toEqual(['v1', 'v2'].map(version => ({ granted: false, why: 'changed', ...key('a', version) })))
})

test('each holder is asked once, however much it has leased', async () => {
  for (const partition of ['a', 'b', 'c']) await leaseOf(ledger, 'r1', partition)
  let asked = 0
  const ask: AskHolder = () => {
    asked += 1
    return 'running'
  }
  const keys = ['a', 'b', 'c'].map(partition => key(partition))
  await leaseFree(ledger, leasing('r2', keys), ask, minute(1))
  expect(asked).toBe(1)
  await heldLeases(ledger, keys, ask)
  expect(asked).toBe(2)
})

test('an erasure ends the runs that are abandoned where nobody else is in the way, and names those that are', async () => {
  const request = { run: 'r3', erasures: ['a', 'b'].map(partition => erasureOf(partition, [hashOf(partition)], minute(4))), asOf: 1000 }
  const dead = await leaseOf(ledger, 'r1', 'a')
  const running = await leaseOf(ledger, 'r2', 'b')
  const ask = say({ r1: 'dead' })
  expect(await eraseFree(ledger, request, ask)).toMatchObject({ kind: 'busy', by: [{ partition: 'b', run: 'r2' }] })
  expect(await statusOf('r1')).toEqual(['running'])
  await ledger.release([running])
  expect(await eraseFree(ledger, request, ask)).toMatchObject({ kind: 'erased', erasures: [{ partition: 'a' }, { partition: 'b' }] })
  expect(await withSnapshot(ledger, snapshot => snapshot.runs(['r1']))).toMatchObject([{ status: 'interrupted', endedAt: minute(4) }])
  expect(await publishOne(ledger, dead, made('m1', 'r1', 'a'), null)).toEqual(['fenced'])
})

test('of all runs those are ended whose holder is dead, or cannot be asked and let its lease end', async () => {
  const ask = say({ r1: 'running', r2: 'dead', r3: 'by lease' })
  now = minute(4)
  expect(await endAbandonedRuns(ledger, ask, minute(9))).toEqual(['r2'])
  expect(await statusOf('r1', 'r2', 'r3')).toEqual(['running', 'interrupted', 'running'])
  now = minute(5)
  expect(await endAbandonedRuns(ledger, ask, minute(9))).toEqual(['r3'])
  expect(await endAbandonedRuns(ledger, ask, minute(9))).toEqual([])
})
