/** A process that dies at any point of a run leaves a consistent project, and the next run finishes the work. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectRecovery, expectTreeIsCurrent, nothing, pointersInCommits, treeOf } from '../support/crash-checks.ts'
import { killedAfter, killedAt, momentsFrom, seed } from '../support/crash-kill.ts'
import { type CrashProject, createCrashProject, partitionsInAll } from '../support/crash-project.ts'

let project: CrashProject
beforeAll(async () => {
  project = await createCrashProject()
})
afterAll(() => project.remove())

describe.concurrent('killed by itself in the middle of the run', () => {
  test.each([
    { row: 'run', time: 1 },
    { row: 'lease', time: 40 },
    { row: 'read', time: 41 },
    { row: 'code', time: 42 },
    { row: 'stage', time: 43 },
    { row: 'audit', time: 44 },
    { row: 'put', time: 5 },
    { row: 'publish', time: 5 },
    { row: 'project', time: 5 },
  ] as const)('after row $row', async passing => {
    await expectRecovery(project, await killedAt(project, passing))
  })
})

describe.concurrent(`killed from outside (VARVE_TEST_SEED=${seed})`, () => {
  test.each(momentsFrom(seed, 5))('$laterMs ms after $steps steps', async moment => {
    await expectRecovery(project, await killedAfter(project, moment))
  })
})

describe.concurrent('between the ledger and the tree', () => {
  test.each([{ act: 'status' }, { act: 'path', reference: 'counts' }] as const)(
    '$act brings the tree up to what is current',
    async command => {
      const root = await killedAt(project, { row: 'publish', time: command.act === 'path' ? 7 : 8 })
      const before = { tree: treeOf(root), pointers: pointersInCommits(root) }
      await project.run(root, command)
      const after = { tree: treeOf(root), pointers: pointersInCommits(root) }
      expect(Object.keys(after.tree).length).toBeGreaterThan(Object.keys(before.tree).length)
      expect(Object.keys(after.pointers).length).toBeGreaterThan(Object.keys(before.pointers).length)
      const [history] = await project.run(root, { act: 'history' })
      expectTreeIsCurrent(root, history)
    },
  )

  test('the first commands after a crash may all drain at once', async () => {
    const root = await killedAt(project, { row: 'publish', time: 6 })
    await Promise.all([1, 2, 3].map(() => project.run(root, { act: 'status' })))
    await expectRecovery(project, root)
  })
})

test('a run that dies again and again gets further each time', async () => {
  const root = await killedAt(project, { row: 'publish', time: 3 })
  for (const row of ['stage', 'put', 'project'] as const) {
    const kill = { row, time: 3 }
    const { signal } = await project.start(root, { act: 'materialize', concurrency: 2, kill }).ended
    expect(signal).toBe('SIGKILL')
  }
  await expectRecovery(project, root)
})

describe.concurrent('interrupted', () => {
  test.each([
    { row: 'run', time: 1 },
    { row: 'lease', time: 20 },
    { row: 'read', time: 21 },
    { row: 'code', time: 22 },
    { row: 'audit', time: 23 },
    { row: 'publish', time: 4 },
  ] as const)('after row $row: leases are given back, and the same process can go on', async abort => {
    const root = project.root(`interrupted-at-${abort.row}`)
    // one process, so that a lease that was not given back would belong to a living holder and keep the second run waiting
    const [first, history, second] = await project.run(
      root,
      { act: 'materialize', concurrency: 2, abort },
      { act: 'history' },
      { act: 'materialize', concurrency: 2 },
    )
    const published = Object.values(history).flat().length
    expect({ status: first.status, steps: first.steps }).toEqual({ status: 'interrupted', steps: { ...nothing, done: published } })
    expect(published).toBeLessThan(partitionsInAll)
    expect({ status: second.status, steps: second.steps }).toEqual({
      status: 'complete',
      steps: { ...nothing, done: partitionsInAll - published },
    })
    await expectRecovery(project, root)
  })
})
