/** Runs that want the same partitions at once: who waits keeps nobody from working, and waiting has an end. */
import { asset, catalog, materialize, type RunObserver, segments } from 'varve'
import { memoryConfig } from 'varve/testing'
import { expect, test } from 'vitest'

const keys = ['k1', 'k2', 'k3', 'k4']

test('a step that waits for another run keeps no slot: at concurrency 1 the others are made meanwhile, and its result is used', async () => {
  const { lab, first, called } = await firstRunHolds()
  const second = materialize(lab, { concurrency: 1, observers: [afterLast(first.goOn)] })
  expect(await second).toMatchObject({ status: 'complete', steps: { done: 3, skipped: 1 } })
  expect(await first.outcome).toMatchObject({ status: 'complete', steps: { done: 1, skipped: 0 } })
  expect(called).toEqual(keys)
})

test('a step whose other run fails is made by the one that waited', async () => {
  const { lab, first, called } = await firstRunHolds()
  const second = materialize(lab, { concurrency: 1, observers: [afterLast(first.fail)] })
  expect(await first.outcome).toMatchObject({ status: 'failed' })
  expect(await second).toMatchObject({ status: 'complete', steps: { done: 4 } })
  expect(called).toEqual([...keys, 'k1'])
})

test('a step that waited too long fails by name and blocks what reads it, and the rest of the run goes on', async () => {
  const { lab, first } = await firstRunHolds()
  const outcome = await materialize(lab, { concurrency: 1, waitMs: 30 })
  first.goOn()
  await first.outcome
  expect(outcome).toMatchObject({ status: 'partial', steps: { done: 3, failed: 1, blocked: 0 } })
  expect(outcome.failures.map(({ partition, code }) => [partition, code])).toEqual([['k1', 'WAITED_TOO_LONG']])
  expect(await materialize(lab)).toMatchObject({ status: 'complete', steps: { done: 0 } })
})

test('an interruption ends the waiting at once', async () => {
  const { lab, first } = await firstRunHolds()
  const interrupt = new AbortController()
  const observers = [afterLast(() => interrupt.abort())]
  expect(await materialize(lab, { concurrency: 1, signal: interrupt.signal, observers })).toMatchObject({
    status: 'interrupted',
    steps: { done: 3 },
  })
  first.goOn()
  expect(await first.outcome).toMatchObject({ status: 'complete' })
})

/** Acts once the last partition has settled. */
function afterLast(act: () => void): RunObserver {
  return event => {
    if (event.kind === 'settled' && event.partition === 'k4') act()
  }
}

/** A project of four partitions whose first one a run is making until the test lets it go on. */
async function firstRunHolds() {
  const called: string[] = []
  let goOn = (): void => {}
  let fail = (): void => {}
  const gate = new Promise<void>((resolve, reject) => {
    goOn = resolve
    fail = () => reject(new Error('of no use'))
  })
  let start = (): void => {}
  const started = new Promise<void>(resolve => {
    start = resolve
  })
  const one = asset({
    partitions: segments(keys),
    run: async (_inputs, { partition }) => {
      called.push(partition)
      if (partition !== 'k1' || called.length > 1) return [{ partition }]
      start()
      await gate
      return [{ partition }]
    },
  })
  const lab = memoryConfig(catalog({ one }))
  const outcome = materialize(lab, { partitions: 'k1' })
  await started
  return { lab, called, first: { outcome, goOn, fail } }
}
