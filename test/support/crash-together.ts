/** Two processes of the small project let loose on one root at the same moment. */
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Outcome } from 'varve'
import { expect } from 'vitest'
import { expectComplete, inspection, nothing } from './crash-checks.ts'
import type { CrashProject } from './crash-project.ts'

/** Both end well, and each partition is run once and published once by one of them. */
export async function expectSharedWork(
  project: CrashProject,
  root: string,
  concurrency: number,
  under: readonly string[] = [],
): Promise<void> {
  const [first, second] = await together(root, [project, project], concurrency, under)
  expect([first.status, second.status]).toEqual(['complete', 'complete'])
  expect(first.steps.done + second.steps.done).toBe(project.steps.length)
  expect(first.steps).toEqual({ ...nothing, done: first.steps.done, skipped: first.steps.skipped })
  expect(second.steps).toEqual({ ...nothing, done: second.steps.done, skipped: second.steps.skipped })
  expect(project.log(root).toSorted()).toEqual(project.steps.toSorted())
  expectComplete(project, ...(await project.run(root, ...inspection)))
}

/** Lets one process of each project loose on the root at the same moment. @param under starts the first one. */
export async function together(
  root: string,
  projects: readonly CrashProject[],
  concurrency: number,
  under: readonly string[] = [],
): Promise<readonly [Outcome, Outcome]> {
  const go = `${root}.go`
  const started = projects.map((project, index) => {
    const here = `${root}.here-${index}`
    const running = project.startUnder(index === 0 ? under : [], root, { act: 'materialize', concurrency, barrier: { here, go } })
    return { here, ended: running.ended }
  })
  const ended = Promise.all(started.map(async ({ ended }) => ended))
  let over = false
  ended.finally(() => {
    over = true
  })
  while (!over && !started.every(({ here }) => existsSync(here))) await sleep(2)
  writeFileSync(go, '')
  const [first, second] = (await ended).map(({ json }) => {
    const answer = json[0]?.[0]
    if (answer?.act !== 'materialize') throw new Error(`materialize failed: ${JSON.stringify(answer)}`)
    return answer.answer
  })
  return [first!, second!]
}

/** Calls of an asset's code on a root, by whichever project. */
export function callsOf(asset: string, project: CrashProject, root: string): readonly string[] {
  return project
    .log(root)
    .filter(step => step.startsWith(`${asset}@`))
    .toSorted()
}
