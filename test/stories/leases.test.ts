/** Holders that cannot be asked: in another container, or stopped. They are judged by their lease, which here lasts two seconds. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectConsistent, expectRecovered, inspection, recover } from '../support/crash-checks.ts'
import { type CrashProject, createCrashProject } from '../support/crash-project.ts'
import { isStopped } from '../support/crash-stop.ts'
import { expectSharedWork } from '../support/crash-together.ts'
import { unsharing, whyNotUnshared } from '../support/unshared.ts'

const days = 5
const lease = { leaseMs: 2_000, heartbeatMs: 400 }
let project: CrashProject
beforeAll(async () => {
  project = await createCrashProject(days, 20)
})
afterAll(() => project.remove())

test.skipIf(whyNotUnshared)(`a killed container blocks the next run only until its lease ends${whyNotUnshared ?? ''}`, async () => {
  const root = project.root('killed-container')
  const container = project.startUnder(unsharing, root, { act: 'materialize', concurrency: 2, lease })
  await calledAtLeast(6, root, container)
  container.kill('SIGKILL')
  await container.ended
  const [recovery] = await recover(project, [root])
  expectRecovered(project, recovery!)
})

test.skipIf(whyNotUnshared)(`another pid namespace never runs the partitions of a live holder a second time${whyNotUnshared ?? ''}`, () =>
  expectSharedWork(project, project.root('two-namespaces'), 2, unsharing),
)

/** With a lease and before its code is called; with its bytes in storage and before they are published. */
const moments = ['lease', 'put'] as const

test.each(moments)(
  'a holder that is stopped at %s for longer than its lease publishes nothing more, and ends with an error of that name',
  async row => {
    const root = project.root(`stopped-${row}`)
    const stopped = project.start(root, { act: 'materialize', concurrency: 2, lease, stop: { row, time: 3 } })
    await isStopped(stopped)
    const [outcome] = await project.run(root, { act: 'materialize', concurrency: 2 })
    expect(outcome.status).toBe('complete')
    const called = project.log(root)
    stopped.kill('SIGCONT')
    const [[answer] = []] = (await stopped.ended).json
    expect(answer).toMatchObject({ act: 'failed', code: 'LEASE_LOST' })
    expect(project.log(root)).toEqual(called)
    const published = expectConsistent(...(await project.run(root, ...inspection)))
    expect(published.toSorted()).toEqual(project.steps.toSorted())
  },
)

/** Waits until a process has called so many steps; fails where it ends before. */
async function calledAtLeast(steps: number, root: string, running: ReturnType<CrashProject['start']>): Promise<void> {
  let ended = ''
  running.ended.then(({ stdout, stderr }) => {
    ended = `it ended: ${stdout} ${stderr}`
  })
  while (project.log(root).length < steps) {
    if (ended) throw new Error(ended)
    await sleep(2)
  }
}
