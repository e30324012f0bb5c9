/** Four containers over one ledger and one folder: one is killed, one is stopped for two minutes, and nobody can ask another's holder. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { brief, expectComplete, inspection, nothing } from '../support/crash-checks.ts'
import { type CrashProject, createCrashProject } from '../support/crash-project.ts'
import { unsharing, whyNotUnshared } from '../support/unshared.ts'

const stoppedMs = 120_000
let project: CrashProject
beforeAll(async () => {
  project = await createCrashProject(30, 20)
})
afterAll(() => project.remove())

type Container = ReturnType<CrashProject['start']>

test.skipIf(whyNotUnshared)(`every partition is published once${whyNotUnshared ?? ''}`, async () => {
  const root = project.root('four')
  const go = `${root}.go`
  const names = ['first', 'second', 'killed', 'stopped'] as const
  const [first, second, killed, stopped] = names.map(name =>
    project.startUnder(unsharing, root, { act: 'materialize', concurrency: 2, barrier: { here: `${root}.${name}`, go } }),
  ) as [Container, Container, Container, Container]
  await until(() => names.every(name => existsSync(`${root}.${name}`)))
  const inner = below(stopped.child.pid!).at(-1)!
  writeFileSync(go, '')
  await until(() => project.log(root).length >= 12)
  killed.kill('SIGKILL')
  // From here: in its own namespace the first process cannot be stopped.
  process.kill(inner, 'SIGSTOP')
  const stoppedAt = performance.now()

  for (const running of [first, second]) {
    const [[answer] = []] = (await running.ended).json
    expect(answer).toMatchObject({ act: 'materialize', answer: { status: 'complete', failures: [] } })
  }
  await sleep(stoppedMs - (performance.now() - stoppedAt))
  process.kill(inner, 'SIGCONT')
  const [[answer] = []] = (await stopped.ended).json
  expect(answer).toMatchObject({ act: 'failed', code: 'LEASE_LOST' })

  // What the killed and the stopped one staged is swept by the next run.
  const [finished, ...inspected] = await project.run(root, { act: 'materialize' }, ...inspection)
  expect(brief(finished)).toEqual({ status: 'complete', steps: nothing })
  const [, , history] = inspected
  const made = Object.entries(history).flatMap(([asset, versions]) => versions.map(({ partition }) => `${asset}@${partition}`))
  expect(made.toSorted()).toEqual(project.steps.toSorted())
  expectComplete(project, ...inspected)
})

/** Processes that a process has started, also at some distance; those it started come first. */
function below(pid: number): readonly number[] {
  const children = processes().filter(({ parent }) => parent === pid)
  return children.flatMap(child => [child.pid, ...below(child.pid)])
}

interface FoundProcess {
  readonly pid: number
  readonly parent: number
}

/** Those that are there: one may end while it is looked at. */
function processes(): readonly FoundProcess[] {
  return readdirSync('/proc').flatMap(name => {
    const stat = /^\d+$/.test(name) ? readIfPresent(`/proc/${name}/stat`) : ''
    // The second field is the command in parentheses and may hold spaces and parentheses itself: count from its end.
    const [, parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return stat === '' ? [] : [{ pid: Number(name), parent: Number(parent) }]
  })
}

function readIfPresent(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5)
}
