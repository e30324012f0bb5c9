/** Two processes on the same thirty days, again and again. */
import { afterAll, beforeAll, test } from 'vitest'
import { type CrashProject, createCrashProject } from '../support/crash-project.ts'
import { expectSharedWork } from '../support/crash-together.ts'

let project: CrashProject
beforeAll(async () => {
  project = await createCrashProject(30)
})
afterAll(() => project.remove())

const concurrencies = [1, 2, 8]

test.each([1, 2, 3, 4, 5].flatMap(round => concurrencies.map(concurrency => ({ round, concurrency }))))(
  'round $round at concurrency $concurrency: each partition is run and published once',
  async ({ round, concurrency }) => {
    await expectSharedWork(project, project.root(`round-${round}-${concurrency}`), concurrency)
  },
)
