/** How steps that end together form groups, so that a kill loses little: simulated, so no moment is measured. */
import { ioManager, json, memory } from '@varve/io-managers'
import { beforeEach, describe, expect, test } from 'vitest'
import { frozenClock } from '../../../packages/core/src/foundation/clock.ts'
import type { Objects } from '../../../packages/core/src/io/objects.ts'
import type { PublishResult } from '../../../packages/core/src/ledger/ledger.ts'
import { memoryLedger } from '../../../packages/core/src/ledger/memory/memory-ledger.ts'
import { holder, leaseOf, made, start } from '../../../packages/core/src/ledger/suite/cases.ts'
import { type Groups, groups } from '../../../packages/core/src/run/groups.ts'
import { overridden } from '../../support/overridden.ts'
import { type SimulatedTimers, simulatedTimers } from '../../support/simulated-timers.ts'

interface Case {
  readonly publishing: Groups
  readonly timers: SimulatedTimers
  /** Hands over steps that each took so long. */
  handOver(steps: number, makingMs: number): Promise<readonly Promise<PublishResult>[]>
  /** How many steps each group had that was begun to be put. */
  readonly sizes: number[]
  /** Lets the storage finish the group that it holds. */
  putOne(): Promise<void>
  /** Every group from now on is put at once. */
  putAll(): void
}

let one: Case
beforeEach(async () => {
  one = await slowStorage()
  one.publishing.expect(1)
})

describe('a group closes', () => {
  test('at 64 steps', async () => {
    await one.handOver(63, 0)
    expect(one.sizes).toEqual([])
    await one.handOver(2, 0)
    expect(one.sizes).toEqual([64])
  })

  test('after 20 ms', async () => {
    await one.handOver(3, 0)
    one.timers.pass(19)
    expect(one.sizes).toEqual([])
    one.timers.pass(1)
    await quiet()
    expect(one.sizes).toEqual([3])
  })

  test('when 250 ms of making are in it', async () => {
    await one.handOver(4, 60)
    expect(one.sizes).toEqual([])
    await one.handOver(2, 60)
    expect(one.sizes).toEqual([5])
  })

  test('at once where nobody could join it', async () => {
    await one.handOver(1, 0)
    one.publishing.expect(0)
    await quiet()
    expect(one.sizes).toEqual([1])
  })
})

describe('while one group is being put', () => {
  beforeEach(async () => {
    await one.handOver(5, 50)
    expect(one.sizes).toEqual([5])
  })

  test('steps start until another group is full: a kill then loses these two and the running steps', async () => {
    await one.handOver(4, 50)
    expect(one.publishing.room()).toBeUndefined()
    await one.handOver(1, 50)
    const full = one.publishing.room()
    expect(full).toBeInstanceOf(Promise)
    await one.putOne()
    await full
    expect([one.publishing.room(), one.sizes]).toEqual([undefined, [5, 5]])
  })

  test('a group of quick steps is full at 64 of them', async () => {
    await one.handOver(63, 0)
    expect(one.publishing.room()).toBeUndefined()
    await one.handOver(1, 0)
    expect(one.publishing.room()).toBeInstanceOf(Promise)
  })

  test('what waited its 20 ms meanwhile is put at once after it, with all that joined by then', async () => {
    await one.handOver(2, 0)
    one.timers.pass(20)
    await one.handOver(2, 0)
    expect(one.sizes).toEqual([5])
    await one.putOne()
    expect(one.sizes).toEqual([5, 4])
  })

  test('running steps that end after the next group is full make a group of their own', async () => {
    await one.handOver(8, 50)
    await one.putOne()
    expect(one.sizes).toEqual([5, 5])
    one.timers.pass(20)
    await one.putOne()
    expect(one.sizes).toEqual([5, 5, 3])
  })
})

test('a run that ends waits for every group', async () => {
  const results = await one.handOver(70, 10)
  one.putAll()
  await one.publishing.drained()
  expect(await Promise.all(results)).toEqual(results.map(() => 'published'))
  expect(one.sizes.reduce((sum, size) => sum + size, 0)).toBe(70)
})

test('nothing is put for a run that is no longer this process’s', async () => {
  const taken = await slowStorage(async () => {
    throw new Error('taken over')
  })
  await expect(taken.handOver(1, 0).then(([result]) => result)).rejects.toThrow('taken over')
  expect(taken.sizes).toEqual([])
})

/** A real store and ledger in memory, but each group's put waits until the test lets it end. */
async function slowStorage(prove: () => Promise<void> = async () => {}): Promise<Case> {
  const ledger = memoryLedger()
  await start(ledger, 'r1')
  const store = ioManager({ storage: memory(), format: json() }).open('.')
  await store.root.claim(ledger.id, 'r1')
  const timers = simulatedTimers()
  const sizes: number[] = []
  const held: (() => void)[] = []
  let isHolding = true
  let put = 0
  const { objects } = store
  const slow: Pick<Objects, 'put' | 'flush'> = {
    put: async staged => {
      put += 1
      await objects.put(staged)
    },
    flush: async () => {
      sizes.push(put)
      put = 0
      if (isHolding) await new Promise<void>(resolve => held.push(resolve))
      await objects.flush()
    },
  }
  const stop = (error: unknown) => {
    throw error
  }
  const clock = frozenClock(0)
  const slowed = { ...store, objects: overridden(objects, slow) }
  const drain = { ledger, store: slowed, clock, name: 'r1', here: holder('r1') }
  const options = {
    run: 'r1',
    environment: 'main',
    ledger,
    store: slowed,
    clock,
    timers,
    drain,
    triedUpTo: 0,
    passed: () => {},
    stop,
    prove,
  }
  const publishing = groups(options)
  let count = 0
  return {
    publishing,
    timers,
    sizes,
    handOver: async (steps, makingMs) => {
      const results: Promise<PublishResult>[] = []
      for (let step = 0; step < steps; step += 1) {
        const partition = `p${count++}`
        const staged = await store.staged.stage('r1', partition, [{ name: 'part.json', bytes: new TextEncoder().encode(partition) }], 1)
        const lease = await leaseOf(ledger, 'r1', partition)
        const materialization = { ...made(partition, 'r1', partition), artifact: staged.artifact, folder: `asset/${partition}` }
        const result = publishing.publish({ item: { kind: 'materialize', lease, materialization, expected: null }, staged, makingMs })
        result.catch(() => {}) // the test looks at it later
        results.push(result)
      }
      await quiet()
      return results
    },
    putOne: async () => {
      held.shift()?.()
      await quiet()
    },
    putAll: () => {
      isHolding = false
      for (const resolve of held.splice(0)) resolve()
    },
  }
}

/** Storage and ledger in memory need no time of their own: whatever is possible has happened by then. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve))
}
