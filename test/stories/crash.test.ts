/** A process that dies at any point of a run leaves a consistent project, and the next run finishes the work. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { brief, expectComplete, expectRecovered, inspection, nothing, type Recovery, recover } from '../support/crash-checks.ts'
import { filesOf } from '../support/crash-files.ts'
import { killEach, killedAfter, killedAt, momentsFrom, seed } from '../support/crash-kill.ts'
import { type CrashProject, createCrashProject } from '../support/crash-project.ts'
import { expectNewestAfterStop } from '../support/crash-stop.ts'
import { sampleOf } from '../support/sample.ts'

/** Few, since each case starts processes; crash.long.ts has more days and more crashes. */
const days = Math.max(7, sampleOf(10))
let project: CrashProject
beforeAll(async () => {
  project = await createCrashProject(days)
})
afterAll(() => project.remove())

describe('killed by itself in the middle of a run, the work is finished by the next', () => {
  const passings = [
    { row: 'run', time: 1 },
    { row: 'lease', time: 15 },
    { row: 'read', time: 16 },
    { row: 'code', time: 17 },
    { row: 'stage', time: 18 },
    { row: 'audit', time: 19 },
    { row: 'put', time: 5 },
    { row: 'publish', time: 5 },
    { row: 'commit', time: 5 },
    { row: 'claim', time: 5 },
    { row: 'show', time: 5 },
    { row: 'settle', time: 5 },
  ] as const
  let recoveries: readonly Recovery[]
  beforeAll(async () => {
    recoveries = await recover(project, await killEach(passings, passing => killedAt(project, passing)))
  })
  test.each(passings.map(({ row }, index) => ({ row, index })))('after row $row', ({ index }) => {
    expectRecovered(project, recoveries[index]!)
  })
})

describe(`killed by another process, the work is finished by the next (VARVE_TEST_SEED=${seed})`, () => {
  const moments = momentsFrom(seed, 3, days)
  let recoveries: readonly Recovery[]
  beforeAll(async () => {
    recoveries = await recover(project, await killEach(moments, moment => killedAfter(project, moment)))
  })
  test.each(moments.map((moment, index) => ({ ...moment, index })))('$laterMs ms after $steps steps', ({ index }) => {
    expectRecovered(project, recoveries[index]!)
  })
})

describe('killed between the ledger and the tree', () => {
  let killed: string
  beforeAll(async () => {
    killed = await killedAt(project, { row: 'publish', time: 8 })
  })

  test.each([{ act: 'status' }, { act: 'path', reference: 'counts' }] as const)(
    '$act catches up with the commit and the tree',
    async command => {
      const root = project.copyOf(killed, `catches-up-by-${command.act}`)
      const before = filesOf(root)
      await project.run(root, command)
      const after = filesOf(root)
      expect(Object.keys(after.pointers).length).toBeGreaterThan(Object.keys(before.pointers).length)
      expect(Object.keys(after.tree)).toHaveLength(Object.keys(after.pointers).length)
      expect(after.staged).toEqual(before.staged)
    },
  )

  test('several commands may catch up at once', async () => {
    const root = project.copyOf(killed, 'catches-up-thrice')
    const running = [1, 2, 3].map(() => project.start(root, { act: 'status' }).ended)
    expect((await Promise.all(running)).map(({ status, stderr }) => ({ status, stderr }))).toEqual(Array(3).fill({ status: 0, stderr: '' }))
    expect((await Promise.all(running)).flatMap(({ json }) => json.flat().map(({ act }) => act))).toEqual(['status', 'status', 'status'])
    const [recovery] = await recover(project, [root])
    expectRecovered(project, recovery!)
  })
})

test('an interrupted run gives its leases back, and what it published stays', async () => {
  const root = project.root('interrupted')
  const rows = ['run', 'lease', 'read', 'code', 'audit', 'publish'] as const
  // all in one process: a lease that were not given back would belong to a living holder, and keep the next run waiting for ever
  const interrupted = rows.map(
    row => ({ act: 'materialize', concurrency: 2, abort: { row, time: row === 'run' || row === 'publish' ? 1 : 4 } }) as const,
  )
  const outcomes = await project.run(root, ...interrupted, { act: 'materialize' })
  const done = outcomes.map(({ steps }) => steps.done)
  expect(outcomes.map(brief)).toEqual(
    done.map((done, index) => ({ status: index < rows.length ? 'interrupted' : 'complete', steps: { ...nothing, done } })),
  )
  expect(done[0]).toBe(0)
  expect(done.reduce((sum, one) => sum + one, 0)).toBe(project.steps.length)
  expectComplete(project, ...(await project.run(root, ...inspection)))
})

test('a writer that was stopped before it showed what it claimed, and is killed once it has, leaves no older artifact in the tree', async () => {
  const changed = await createCrashProject(days)
  changed.editCode()
  const root = project.root('stopped')
  await expectNewestAfterStop({ root, older: project, newer: changed, stop: { row: 'claim', time: 4 }, kill: { row: 'show', time: 4 } })
  changed.remove()
})
