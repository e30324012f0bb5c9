/** Kills processes one after the other on one root, each at a random moment of its work, and judges after each what the kill cost. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { materializationPages } from '../../packages/core/src/ledger/pages.ts'
import { openSqliteLedger } from '../../packages/core/src/ledger/sqlite/sqlite-ledger.ts'
import { withSnapshot } from '../../packages/core/src/ledger/with-snapshot.ts'
import type { CrashProject } from './crash-project.ts'
import type { Action } from './crash-script.ts'

/** With steps of so long, a group is full at ten or eleven: what a kill may cost follows from the design, and no clock is read. */
export const stepMs = 25
const groupMakingMs = 250
const stepsInGroup = Math.ceil(groupMakingMs / (stepMs - 1)) // a timer may ring a moment early

export interface Killed {
  readonly lost: number
  /** Steps whose code returned in this process. */
  readonly finished: number
}

export interface KillMoment {
  /** Killed once it has called so many steps. */
  readonly steps: number
  readonly laterMs: number
}

/** @returns undefined where the process ended by itself, since all was made. */
export async function killOnce(
  project: CrashProject,
  root: string,
  concurrency: number,
  { steps, laterMs }: KillMoment,
): Promise<Killed | undefined> {
  const published = await publishedOn(root)
  const [called, finished] = [project.log(root).length, project.finished(root).length]
  const running = project.start(root, { act: 'materialize', concurrency })
  await killedOnce(running, () => project.log(root).length - called >= steps, laterMs)
  const { signal, stderr } = await running.ended
  expect(stderr).toBe('')
  const twice = project
    .log(root)
    .slice(called)
    .filter(step => published.has(step))
  expect(twice, 'code was called for what was published before').toEqual([])
  const after = await publishedOn(root)
  const ended = project.finished(root).slice(finished)
  const lost = ended.filter(step => !after.has(step))
  // One group that is being put, one that is full behind it, and the steps that were running as that one became full.
  expect(lost.length, `lost ${lost.join(' ')}`).toBeLessThanOrEqual(2 * stepsInGroup + concurrency)
  return signal === 'SIGKILL' ? { lost: lost.length, finished: ended.length } : undefined
}

/** Kills a process during something else than making. @returns whether it was still at it. */
export async function killDuring(
  project: CrashProject,
  root: string,
  action: Extract<Action, { act: 'verify' | 'rebuild-ledger' }>,
  laterMs: number,
): Promise<boolean> {
  const barrier = { here: `${root}.here`, go: `${root}.go` }
  for (const file of Object.values(barrier)) rmSync(file, { force: true })
  const running = project.start(root, { ...action, barrier })
  await killedOnce(
    running,
    () => {
      if (!existsSync(barrier.here)) return false
      writeFileSync(barrier.go, '')
      return true
    },
    laterMs,
  )
  return (await running.ended).signal === 'SIGKILL'
}

async function killedOnce(running: ReturnType<CrashProject['start']>, isTime: () => boolean, laterMs: number): Promise<void> {
  let hasEnded = false
  running.ended.finally(() => {
    hasEnded = true
  })
  while (!hasEnded && !isTime()) await sleep(2)
  await sleep(laterMs)
  running.kill('SIGKILL')
}

/** What the ledger says without being asked to settle anything; each partition once. */
async function publishedOn(root: string): Promise<ReadonlySet<string>> {
  const path = join(root, '.varve', 'ledger.db')
  if (!existsSync(path)) return new Set()
  const ledger = await openSqliteLedger(path)
  const made: string[] = []
  for await (const page of materializationPages(page => withSnapshot(ledger, snapshot => snapshot.materializations(page)), 'all')) {
    made.push(...page.map(({ asset, partition }) => `${asset}@${partition}`))
  }
  await ledger.close()
  expect(new Set(made).size, 'a partition was published twice').toBe(made.length)
  return new Set(made)
}
