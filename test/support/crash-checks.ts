/** What must hold of a root after whatever happened to the processes that wrote to it. */
import { existsSync } from 'node:fs'
import type { Outcome } from 'varve'
import { expect } from 'vitest'
import type { CrashProject } from './crash-project.ts'
import type { Answers } from './crash-script.ts'

/** What {@link expectConsistent} judges, to be asked for in this order. */
export const inspection = [{ act: 'status' }, { act: 'verify' }, { act: 'history' }, { act: 'files' }] as const

type Inspected = readonly [status: Answers['status'], verify: Answers['verify'], history: Answers['history'], files: Answers['files']]

export interface Recovery {
  /** Code that was called after the crash. */
  readonly called: readonly string[]
  readonly found: Inspected
  readonly second: Outcome
  readonly third: Outcome
  readonly left: Inspected
}

/** In another process, on each root: looks at what a crash left, finishes the work, and materializes once more. */
export async function recover(project: CrashProject, roots: readonly string[]): Promise<readonly Recovery[]> {
  const logged = roots.map(root => project.log(root).length)
  const materialize = { act: 'materialize', concurrency: 3 } as const
  const answers = await project.runAll(roots, ...inspection, materialize, materialize, ...inspection)
  return answers.map(([status, verify, history, files, second, third, ...left], index) => {
    return { called: project.log(roots[index]!).slice(logged[index]), found: [status, verify, history, files], second, third, left }
  })
}

/** What was left to do was done, and nothing twice. */
export function expectRecovered(project: CrashProject, { called, found, second, third, left }: Recovery): void {
  const published = expectConsistent(...found)
  const due = project.steps.filter(step => !published.includes(step))
  expect(called.toSorted()).toEqual(due.toSorted())
  expect(brief(second)).toEqual({ status: 'complete', steps: { ...nothing, done: due.length } })
  expect(brief(third)).toEqual({ status: 'complete', steps: nothing })
  expectComplete(project, ...left)
}

/** Everything was made, each partition once, and nothing lies about. */
export function expectComplete({ days, steps }: CrashProject, ...inspected: Inspected): void {
  const [status, verify, , files] = inspected
  expect(expectConsistent(...inspected).toSorted()).toEqual(steps.toSorted())
  expect(status.assets.map(({ asset, fresh }) => ({ asset, fresh }))).toEqual([
    { asset: 'counts', fresh: days },
    { asset: 'cells', fresh: 2 * days },
    { asset: 'totals', fresh: days },
  ])
  expect(verify.unreferenced).toEqual([])
  expect(files.staged).toEqual([])
}

/** Whatever happened: nothing is wrong but what lies about. @returns the published partitions: `counts@2001-01-01`. */
export function expectConsistent(...[status, verify, history, files]: Inspected): readonly string[] {
  const made = Object.entries(history).flatMap(([asset, versions]) => versions.map(version => ({ asset, ...version })))
  const current = made.filter(version => version.current)

  const { unreferenced, ...verified } = verify
  const checked = new Set(made.map(({ artifact }) => artifact.sha256)).size
  expect(verified).toEqual({
    checked,
    ok: true,
    corrupted: [],
    missing: [],
    tree: { wrong: [], repaired: 0 },
    ledger: { ok: true, differences: [] },
  })
  expect(unreferenced.filter(path => !/^\.varve\/(objects|tmp)\//.test(path))).toEqual([])

  const states = status.assets.map(({ asset, total, fresh, stale, missing, failed, blocked }) => {
    return { asset, fresh, sum: fresh + stale + missing + failed + blocked, total }
  })
  const counted = status.assets.map(({ asset, total, stale }) => {
    return { asset, fresh: current.filter(version => version.asset === asset).length - stale, sum: total, total }
  })
  expect(states).toEqual(counted)
  expect(current.filter(({ artifact }) => !existsSync(artifact.uri))).toEqual([])

  const shown = current.map(({ asset, partition, artifact: { members, sha256 } }) => {
    const folder = partition!.includes('=') ? partition!.replace(',', '/') : `day=${partition}`
    return [`${asset}/${folder}/${members[0]!.name}`, sha256] as const
  })
  expect(files.tree).toEqual(Object.fromEntries(shown.toSorted()))
  const recorded = current.map(({ asset, partition, id }) => [`${asset}@${partition}`, id] as const)
  expect(files.pointers).toEqual(Object.fromEntries(recorded.toSorted()))
  return made.map(({ asset, partition }) => `${asset}@${partition}`)
}

export function brief({ status, steps }: Outcome): Pick<Outcome, 'status' | 'steps'> {
  return { status, steps }
}

export const nothing = { done: 0, reused: 0, skipped: 0, failed: 0, blocked: 0 }
