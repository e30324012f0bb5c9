/** Crashes in numbers: each row early, midway and late, and more moments by another process; on a project of thirty days. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectRecovered, recover } from '../support/crash-checks.ts'
import { killEach, killedAfter, killedAt, momentsFrom, seed } from '../support/crash-kill.ts'
import { type CrashProject, createCrashProject } from '../support/crash-project.ts'

const days = 30
let project: CrashProject
beforeAll(async () => {
  project = await createCrashProject(days)
})
afterAll(() => project.remove())

const stepRows = ['lease', 'read', 'code', 'stage', 'audit'] as const
const groupRows = ['put', 'publish', 'settle'] as const

describe('killed by itself, the work is finished by the next run', () => {
  test.each([
    ...stepRows.flatMap(row => [1, 50, 110].map(time => ({ row, time }))),
    ...groupRows.flatMap(row => [1, 5, 15].map(time => ({ row, time }))),
    { row: 'run', time: 1 } as const,
  ])('after row $row, passing $time', async passing => {
    const [recovery] = await recover(project, [await killedAt(project, passing)])
    expectRecovered(project, recovery!)
  })
})

test(`killed by another process at fifteen moments, the work is finished by the next run (VARVE_TEST_SEED=${seed})`, async () => {
  const roots = await killEach(momentsFrom(seed, 15, days), moment => killedAfter(project, moment))
  for (const recovery of await recover(project, roots)) expectRecovered(project, recovery)
})

test('a run that dies again and again gets further each time', async () => {
  const root = await killedAt(project, { row: 'publish', time: 3 })
  for (const row of ['stage', 'put', 'audit', 'settle', 'lease', 'publish'] as const) {
    const { signal } = await project.start(root, { act: 'materialize', concurrency: 2, kill: { row, time: 3 } }).ended
    expect(signal).toBe('SIGKILL')
  }
  const [recovery] = await recover(project, [root])
  expectRecovered(project, recovery!)
})

test('one of two processes dies, and the other does not wait for its leases', async () => {
  const root = project.root('one-of-two-dies')
  const dying = project.start(root, { act: 'materialize', concurrency: 4, kill: { row: 'audit', time: 12 } })
  const [outcome] = await project.run(root, { act: 'materialize', concurrency: 2 })
  expect(outcome.status).toBe('complete')
  await dying.ended
  const [recovery] = await recover(project, [root])
  expectRecovered(project, recovery!)
})
